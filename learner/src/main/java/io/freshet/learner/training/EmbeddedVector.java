package io.freshet.learner.training;

/**
 * An embedding that a step has made fresh.
 *
 * @param kind entity or item, as in {@link io.freshet.schemas.message.EmbeddingRecord}
 * @param priorDimensions how many trailing dimensions carry the popularity prior
 */
public record EmbeddedVector(
        String kind, String id, float[] vector, int priorDimensions, long eventTimeMs, long arrivalTimeMs) {}
