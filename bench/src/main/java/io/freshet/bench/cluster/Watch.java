package io.freshet.bench.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * How fresh the embeddings were that a reader of their topic saw, moment by moment. An embedding is fresh that has learnt
 * from a later event than every one before it; what is published anew after a crash is not. Safe for use by many threads.
 */
final class Watch {
    private final List<Fault> open = new ArrayList<>();
    private long newestArrivalMs;
    private long newestSeenMs;
    private long longestGapMs;
    private long longestBehindMs;

    /** A moment, and what followed it. */
    final class Fault {
        private final long atMs;
        private long freshAtMs;
        private long gapMs;

        private Fault(long atMs) {
            this.atMs = atMs;
        }

        /** Whether an embedding has been seen that learnt from an event after the moment. */
        boolean isOver() {
            return seconds() >= 0;
        }

        /** From the moment until then; -1 before. */
        double seconds() {
            synchronized (Watch.this) {
                return freshAtMs == 0 ? -1 : (freshAtMs - atMs) / 1000.0;
            }
        }

        /** Looks no further: the longest stretch without a fresh embedding from the moment on. */
        double endWithGapSeconds(long nowMs) {
            synchronized (Watch.this) {
                open.remove(this);
                gapMs = Math.max(gapMs, nowMs - Math.max(atMs, newestSeenMs));
                return gapMs / 1000.0;
            }
        }
    }

    /** Begins here: what went before, the start among it, does not count. */
    synchronized void begin(long nowMs) {
        newestSeenMs = nowMs;
        newestArrivalMs = nowMs;
        longestGapMs = 0;
        longestBehindMs = 0;
    }

    /** Something happens now. */
    synchronized Fault fault(long nowMs) {
        Fault fault = new Fault(nowMs);
        open.add(fault);
        return fault;
    }

    /** A reader saw an embedding. */
    synchronized void seen(long arrivalMs, long nowMs) {
        longestBehindMs = Math.max(longestBehindMs, nowMs - newestArrivalMs);
        if (arrivalMs <= newestArrivalMs) {
            return;
        }
        longestGapMs = Math.max(longestGapMs, nowMs - newestSeenMs);
        for (Fault fault : open) {
            fault.gapMs = Math.max(fault.gapMs, nowMs - Math.max(fault.atMs, newestSeenMs));
            if (fault.freshAtMs == 0 && arrivalMs > fault.atMs) {
                fault.freshAtMs = nowMs;
            }
        }
        newestArrivalMs = arrivalMs;
        newestSeenMs = nowMs;
    }

    /** The longest stretch in which no fresh embedding was seen. */
    synchronized double longestGapSeconds() {
        return longestGapMs / 1000.0;
    }

    /** The most by which the newest embedding seen was behind the events, at any time. */
    synchronized double longestBehindSeconds() {
        return longestBehindMs / 1000.0;
    }
}
