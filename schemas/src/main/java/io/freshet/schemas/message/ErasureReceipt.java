package io.freshet.schemas.message;

import java.util.Map;

/**
 * What one process says of a request to forget an entity: that it was asked for, or what was removed.
 *
 * @param process {@link #REQUESTED}, {@link #LEARNER}, {@link #SERVING} or {@link #INGEST}
 * @param entity who is forgotten
 * @param partition of the request, on the events topic
 * @param offset of the request there
 * @param doneMs when the process was done with it
 * @param removed how much of what, by name
 */
public record ErasureReceipt(
        String process,
        String entity,
        int partition,
        long offset,
        long requestedMs,
        long doneMs,
        Map<String, Long> removed) {
    public static final String REQUESTED = "requested";
    public static final String INGEST = "ingest";
    public static final String LEARNER = "learner";
    public static final String SERVING = "serving";

    /** Of a request, by a process that has done its part. */
    public static ErasureReceipt of(String process, Erasure erasure, long doneMs, Map<String, Long> removed) {
        return new ErasureReceipt(
                process,
                erasure.entity(),
                erasure.partition(),
                erasure.offset(),
                erasure.requestedMs(),
                doneMs,
                removed);
    }

    /** The record's key on the topic: of each process the last word on an entity stays. */
    public String key() {
        return process + ":" + entity;
    }

    /** Whether it is about this very request, and not an earlier or later one of the same entity. */
    public boolean answers(Erasure erasure) {
        return entity.equals(erasure.entity()) && partition == erasure.partition() && offset == erasure.offset();
    }
}
