package io.freshet.learner.training;

import it.unimi.dsi.fastutil.HashCommon;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The distinct rows that a step reads of one table, in the order in which they were first asked for. Its size is that of
 * the step, not of the table.
 */
final class RowSet {
    private long[] rows = new long[1024];
    private int size;
    // a place plus 1, found by open addressing; 0 is empty
    private int[] slots = new int[4 * rows.length];

    void clear() {
        size = 0;
        Arrays.fill(slots, 0);
    }

    /** The row's place among the distinct ones; it gets one where it has none. */
    int add(int row) {
        int slot = slot(row);
        if (slots[slot] > 0) {
            return slots[slot] - 1;
        }
        if (size == rows.length) {
            grow();
            slot = slot(row);
        }
        rows[size] = row;
        slots[slot] = ++size;
        return size - 1;
    }

    void addAll(RowSet other) {
        for (int place = 0; place < other.size; place++) {
            add(other.row(place));
        }
    }

    private void grow() {
        rows = Arrays.copyOf(rows, 2 * size);
        slots = new int[4 * rows.length];
        for (int place = 0; place < size; place++) {
            slots[slot(row(place))] = place + 1;
        }
    }

    /** Where the row stands, or where it would. */
    private int slot(int row) {
        int mask = slots.length - 1;
        int slot = HashCommon.mix(row) & mask;
        while (slots[slot] > 0 && rows[slots[slot] - 1] != row) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** The row's place, or -1 where it was not added. */
    int find(int row) {
        return slots[slot(row)] - 1;
    }

    int size() {
        return size;
    }

    int row(int at) {
        return (int) rows[at];
    }

    long[] rows() {
        return Arrays.copyOf(rows, size);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int place = 0; place < size; place++) {
            out.writeInt(row(place));
        }
    }

    void restore(DataInput in) throws IOException {
        clear();
        for (int left = in.readInt(); left > 0; left--) {
            add(in.readInt());
        }
    }
}
