package io.freshet.bench.cluster;

/**
 * A fault that was, and how the line came through it.
 *
 * @param what kind and whom it hit
 * @param atSeconds since the run began
 * @param freshSeconds from the fault until an embedding was seen that had learnt from an event after it; -1: never
 * @param gapSeconds the longest stretch without a fresh embedding from the fault on
 * @param readySeconds from the fault until every process was ready again; -1: never
 */
record FaultRecord(
        FaultKind kind, String what, double atSeconds, double freshSeconds, double gapSeconds, double readySeconds) {

    /** Whether it ended by itself. */
    boolean isMended() {
        return freshSeconds >= 0 && readySeconds >= 0;
    }
}
