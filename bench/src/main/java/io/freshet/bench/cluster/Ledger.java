package io.freshet.bench.cluster;

import io.freshet.schemas.message.EventDigest;
import java.util.BitSet;

/**
 * What became of every event that was produced: event number n came out on the events topic once, or was lost, or was
 * doubled; poison number n became a dead letter with a reason. Safe for use by many threads.
 */
final class Ledger {
    private final BitSet produced = new BitSet();
    private final BitSet poison = new BitSet();
    private final BitSet events = new BitSet();
    private final BitSet deadLetters = new BitSet();
    private final EventDigest digest = new EventDigest();
    private long eventRecords;
    private long doubledEvents;
    private long doubledLetters;
    private long lettersWithoutReason;
    private long strangers;

    /** The log has acknowledged an event. */
    synchronized void produced(int number) {
        produced.set(number);
    }

    /** The log has acknowledged a record that is no event. */
    synchronized void poisoned(int number) {
        poison.set(number);
    }

    /** An event has come out on the events topic. */
    synchronized void event(int number, String entity, String item, long arrivalTimeMs) {
        eventRecords++;
        digest.add(entity, item, arrivalTimeMs);
        if (events.get(number)) {
            doubledEvents++;
        }
        events.set(number);
    }

    /** A dead letter has come out. */
    synchronized void deadLetter(int number, boolean hasReason) {
        if (deadLetters.get(number)) {
            doubledLetters++;
        }
        if (!hasReason) {
            lettersWithoutReason++;
        }
        deadLetters.set(number);
    }

    /** A record has come out that nobody here produced. */
    synchronized void stranger() {
        strangers++;
    }

    synchronized long produced() {
        return produced.cardinality();
    }

    synchronized long poisoned() {
        return poison.cardinality();
    }

    /** Records on the events topic. */
    synchronized long events() {
        return eventRecords;
    }

    /** Of those records: what a learner that took in each once has too. */
    synchronized long digest() {
        return digest.value();
    }

    /** Produced events that did not come out. */
    synchronized long lost() {
        return without(produced, events);
    }

    /** Poison that is in no dead letter. */
    synchronized long lostLetters() {
        return without(poison, deadLetters);
    }

    synchronized long deadLetters() {
        return deadLetters.cardinality();
    }

    synchronized long doubled() {
        return doubledEvents;
    }

    synchronized long doubledLetters() {
        return doubledLetters;
    }

    synchronized long lettersWithoutReason() {
        return lettersWithoutReason;
    }

    synchronized long strangers() {
        return strangers;
    }

    /** Whether everything produced has come out. */
    synchronized boolean isSettled() {
        return lost() == 0 && lostLetters() == 0;
    }

    private static long without(BitSet all, BitSet there) {
        BitSet missing = (BitSet) all.clone();
        missing.andNot(there);
        return missing.cardinality();
    }
}
