package io.freshet.learner.training;

import io.freshet.schemas.message.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An embedding that a step has made fresh.
 *
 * @param kind entity or item, as in {@link io.freshet.schemas.message.EmbeddingRecord}
 * @param priorDimensions how many trailing dimensions carry the popularity prior
 * @param memory what the successor memory adds; null where there is none
 */
public record EmbeddedVector(
        String kind,
        String id,
        float[] vector,
        int priorDimensions,
        long eventTimeMs,
        long arrivalTimeMs,
        @Nullable Memory memory) {}
