package io.freshet.schemas.message;

import org.jspecify.annotations.Nullable;

/**
 * A fresh embedding, or that there is none any longer. The dot product of an entity's vector with an item's is the score of
 * recommending it, by the embeddings alone; {@link Memory} says what else is known.
 *
 * @param kind {@link #ENTITY} or {@link #ITEM}
 * @param priorDimensions how many trailing dimensions carry the popularity prior: for an entity the learnt weight of
 *     it, for an item its bias and log popularity. Neighbours of the same kind are found without them.
 * @param space vectors compare within one space only
 * @param version of the model
 * @param step of training; goes back with the learner when it restarts from a checkpoint: of one key the last record
 *     on the topic counts
 * @param eventTimeMs of the newest event it has learnt from
 * @param arrivalTimeMs when that event was appended to the raw topic
 * @param publishTimeMs when this record was made
 * @param memory what the successor memory adds; null where there is none
 */
public record EmbeddingRecord(
        String kind,
        String id,
        float[] vector,
        int priorDimensions,
        String space,
        long version,
        long step,
        long eventTimeMs,
        long arrivalTimeMs,
        long publishTimeMs,
        @Nullable Memory memory) {
    public static final String ENTITY = "entity";
    public static final String ITEM = "item";

    /** Without a memory. */
    public EmbeddingRecord(
            String kind,
            String id,
            float[] vector,
            int priorDimensions,
            String space,
            long version,
            long step,
            long eventTimeMs,
            long arrivalTimeMs,
            long publishTimeMs) {
        this(kind, id, vector, priorDimensions, space, version, step, eventTimeMs, arrivalTimeMs, publishTimeMs, null);
    }

    /** Says that there is no embedding any longer; on the topic it is a record without a value. */
    public static EmbeddingRecord withdrawn(
            String kind, String id, String space, long version, long step, long timeMs) {
        return new EmbeddingRecord(kind, id, new float[0], 0, space, version, step, timeMs, timeMs, timeMs);
    }

    public boolean isWithdrawn() {
        return vector.length == 0;
    }

    /** Whose embedding it is; null for an item's. */
    public @Nullable String entity() {
        return kind.equals(ENTITY) ? id : null;
    }

    /** The record's key on the topic. */
    public String key() {
        return kind + ":" + id;
    }
}
