package io.freshet.bench.sorted;

import java.util.Map;

/**
 * A row that stands alone.
 *
 * @param values by the names of the pipeline's fields' sources
 * @param numbers the row as plain numbers, for probes of the raw features
 * @param label number of its class, which no learner sees
 */
record LabelledRow(Map<String, Object> values, float[] numbers, int label) {}
