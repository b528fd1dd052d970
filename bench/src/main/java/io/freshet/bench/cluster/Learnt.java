package io.freshet.bench.cluster;

import io.freshet.schemas.message.MetricRecord;

/**
 * What the learner says of itself: the newest of its figures on the metrics topic. Safe for use by many threads.
 */
final class Learnt {
    private static final String GROUP = "training";

    private long events;
    private long digest;
    private long examples;

    synchronized void figures(MetricRecord record) {
        if (record.name().equals(GROUP)) {
            events = (long) figure(record, "events-seen");
            digest = (long) figure(record, "events-digest");
            examples = (long) figure(record, "examples");
        }
    }

    private static double figure(MetricRecord record, String name) {
        Double value = record.values().get(name);
        return value == null ? -1 : value;
    }

    /** Events that it took in, each once whatever happened to it. */
    synchronized long events() {
        return events;
    }

    /** Of those. */
    synchronized long digest() {
        return digest;
    }

    /** Events trained on: all of them, once the last batch has ended. */
    synchronized long examples() {
        return examples;
    }

    /** Whether it has taken in exactly what the ledger saw on the events topic. */
    synchronized boolean equalsEventsOf(Ledger ledger) {
        return events == ledger.events() && digest == ledger.digest();
    }
}
