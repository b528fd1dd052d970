package io.freshet.learner.training;

import java.util.List;
import java.util.Map;

/**
 * What one step gave.
 *
 * @param step its number, from 1; unchanged where the step was skipped
 * @param skipped whether loss or gradient was not finite, so that nothing was learnt and nothing may be published
 * @param embeddings of what the batch touched, after the step
 * @param metrics by group and name, such as {@code training.loss.moco}
 */
public record StepResult(long step, boolean skipped, List<EmbeddedVector> embeddings, Map<String, Double> metrics) {}
