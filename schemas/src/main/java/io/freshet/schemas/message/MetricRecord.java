package io.freshet.schemas.message;

import java.util.Map;

/**
 * A group of figures at one moment.
 *
 * @param name of the group, such as {@code training} or {@code prequential}
 * @param step of training
 * @param events how many the learner has taken in so far
 */
public record MetricRecord(String name, long timeMs, long step, long events, Map<String, Double> values) {}
