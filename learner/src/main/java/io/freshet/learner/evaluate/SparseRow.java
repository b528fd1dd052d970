package io.freshet.learner.evaluate;

import java.util.Arrays;

/**
 * The columns that have a count, packed in the order they came, so that adding the row up reads memory in order and
 * never guesses; beside them, where there are many, a hash table that finds a column's place.
 */
final class SparseRow implements PairRow {
    /** So few columns are found by looking at each. */
    private static final int SCANNED = 8;
    /** From so many columns on, and where they are at least this share of all items, an array is smaller and faster. */
    private static final int DENSE_COLUMNS = 64;

    private static final int DENSE_SHARE = 6;

    // column in the upper half, the count's bits in the lower
    private long[] entries = new long[4];
    private int size;
    // place + 1 by hashed column, 0 is free; at most two thirds are taken; empty while columns are scanned
    private int[] places = {};

    static int column(long entry) {
        return (int) (entry >>> 32);
    }

    static float count(long entry) {
        return Float.intBitsToFloat((int) entry);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public float count(int column) {
        int place = place(column);
        return place < 0 ? 0 : count(entries[place]);
    }

    @Override
    public PairRow with(int column, float amount, int items) {
        int place = place(column);
        if (place >= 0) {
            entries[place] = entry(column, count(entries[place]) + amount);
            return this;
        }
        if (size >= DENSE_COLUMNS && (long) size * DENSE_SHARE >= items) {
            return new DenseRow(this, items).with(column, amount, items);
        }
        append(column, amount);
        return this;
    }

    @Override
    public void addTo(Scoreboard scores, float weight) {
        scores.addAll(entries, size, weight);
    }

    @Override
    public PairRow above(float threshold) {
        SparseRow kept = new SparseRow();
        forEach((column, count) -> {
            if (count > threshold) {
                kept.append(column, count);
            }
        });
        return kept;
    }

    @Override
    public void forEach(Visitor visitor) {
        for (int i = 0; i < size; i++) {
            visitor.visit(column(entries[i]), count(entries[i]));
        }
    }

    /** Sets the count of a column that has none. */
    void append(int column, float count) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size + Math.max(4, size / 2));
        }
        entries[size++] = entry(column, count);
        if (size > SCANNED) {
            if (3 * size > 2 * places.length) {
                index(Math.max(4 * SCANNED, 2 * places.length));
            } else {
                places[freeSlot(column)] = size;
            }
        }
    }

    private int place(int column) {
        if (places.length == 0) {
            for (int i = 0; i < size; i++) {
                if (column(entries[i]) == column) {
                    return i;
                }
            }
            return -1;
        }
        int mask = places.length - 1;
        int slot = hash(column) & mask;
        while (places[slot] != 0 && column(entries[places[slot] - 1]) != column) {
            slot = slot + 1 & mask;
        }
        return places[slot] - 1;
    }

    private void index(int capacity) {
        places = new int[capacity];
        for (int i = 0; i < size; i++) {
            places[freeSlot(column(entries[i]))] = i + 1;
        }
    }

    private int freeSlot(int column) {
        int mask = places.length - 1;
        int slot = hash(column) & mask;
        while (places[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    // Fibonacci hashing: columns are dense indices and would clump.
    private static int hash(int column) {
        return column * 0x9E3779B9 >>> 7;
    }

    private static long entry(int column, float count) {
        return (long) column << 32 | Float.floatToRawIntBits(count);
    }
}
