package io.freshet.schemas.message;

import org.jspecify.annotations.Nullable;

/**
 * A sum over events that does not depend on their order: equal over the events topic and over what the learner took in, it
 * says that none was lost and none counted twice. 48 bits, which a figure among metrics holds exactly.
 */
public final class EventDigest {
    private static final long MASK = (1L << 48) - 1;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long sum;

    public EventDigest() {}

    /** One that has come this far. */
    public EventDigest(long value) {
        sum = value & MASK;
    }

    /**
     * @param entity of the event
     * @param item of it; null where it has none
     * @param arrivalTimeMs the timestamp of its record
     */
    public void add(String entity, @Nullable String item, long arrivalTimeMs) {
        long hash = hash(FNV_BASIS, entity) * FNV_PRIME;
        hash = hash(hash, item == null ? "" : item) * FNV_PRIME;
        sum = (sum + mixed(hash ^ arrivalTimeMs)) & MASK;
    }

    public long value() {
        return sum;
    }

    /** FNV-1a over the characters. */
    private static long hash(long from, String text) {
        long hash = from;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finaliser of splitmix64 (Steele et al. 2014): every bit depends on every other. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
