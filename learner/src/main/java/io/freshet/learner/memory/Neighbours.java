package io.freshet.learner.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What came near one item: for each other item how often it came after this one, and how often before, nearness and age
 * counted. Bounded; where it is full, whoever counts least makes room.
 */
final class Neighbours {
    private static final int BYTES = Long.BYTES + 2 * Float.BYTES;
    private static final int FIRST_CAPACITY = 4;

    private long[] keys = new long[FIRST_CAPACITY];
    private float[] after = new float[FIRST_CAPACITY];
    private float[] before = new float[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    long key(int place) {
        return keys[place];
    }

    /** How often the neighbour came after this item. */
    float after(int place) {
        return after[place];
    }

    /** How often the neighbour came before this item. */
    float before(int place) {
        return before[place];
    }

    void add(long key, float cameAfter, float cameBefore, int capacity) {
        int place = place(key, capacity);
        after[place] += cameAfter;
        before[place] += cameBefore;
    }

    private int place(long key, int capacity) {
        for (int i = 0; i < size; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        int place = size < capacity ? grown() : least();
        keys[place] = key;
        after[place] = 0;
        before[place] = 0;
        return place;
    }

    private int grown() {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            after = Arrays.copyOf(after, 2 * size);
            before = Arrays.copyOf(before, 2 * size);
        }
        return size++;
    }

    private int least() {
        int least = 0;
        for (int i = 1; i < size; i++) {
            if (after[i] + before[i] < after[least] + before[least]) {
                least = i;
            }
        }
        return least;
    }

    /** Lets all counts fade. */
    void fade(float kept) {
        for (int i = 0; i < size; i++) {
            after[i] *= kept;
            before[i] *= kept;
        }
    }

    int bytes() {
        return size * BYTES;
    }

    void write(ByteBuffer into) {
        for (int i = 0; i < size; i++) {
            into.putLong(keys[i]).putFloat(after[i]).putFloat(before[i]);
        }
    }

    /** Reads as many as there are bytes. */
    static Neighbours read(ByteBuffer from) {
        Neighbours read = new Neighbours();
        while (from.remaining() >= BYTES) {
            int place = read.grown();
            read.keys[place] = from.getLong();
            read.after[place] = from.getFloat();
            read.before[place] = from.getFloat();
        }
        return read;
    }
}
