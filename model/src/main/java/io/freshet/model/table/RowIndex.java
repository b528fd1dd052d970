package io.freshet.model.table;

import io.freshet.model.feature.Ids;
import it.unimi.dsi.fastutil.HashCommon;
import java.util.Arrays;

/**
 * Rows by the value they belong to: open addressing over row numbers, with the values in an array beside. That is 8 bytes
 * a row for the value and 5 to 11 for its slot, where a map from values to rows would take 16 to 32 more. The bits that row
 * numbers leave free hold a part of the value's hash, so that a probe which meets another value mostly sees it there and not
 * in the array: in a large table that would be one more miss of the caches.
 */
final class RowIndex {
    private static final int EMPTY = RowDictionary.NONE;

    private final int capacity;
    private final int rowMask;
    private long[] ids;
    private int[] slots;
    private int used;

    RowIndex(int capacity) {
        this.capacity = capacity;
        this.rowMask = Math.max(1, Integer.highestOneBit(capacity - 1)) * 2 - 1;
        this.ids = new long[Math.min(capacity, 1024)];
        this.slots = new int[2048];
    }

    /** The row of a value, or 0. */
    int find(long id) {
        int mask = slots.length - 1;
        long hash = HashCommon.mix(id);
        int tag = tag(hash);
        int slot = (int) hash & mask;
        while (slots[slot] != EMPTY && ((slots[slot] & ~rowMask) != tag || ids[slots[slot] & rowMask] != id)) {
            slot = slot + 1 & mask;
        }
        return slots[slot] & rowMask;
    }

    /** What of a hash stands beside a row number. */
    private int tag(long hash) {
        return (int) (hash >>> 32) & ~rowMask;
    }

    /** Gives a row, that has no value, to a value that has no row. */
    void put(long id, int row) {
        if (row >= ids.length) {
            ids = Arrays.copyOf(ids, (int) Math.min(capacity, Math.max(row + 1L, 2L * ids.length)));
        }
        ids[row] = id;
        if (4L * ++used > 3L * slots.length) {
            slots = new int[2 * slots.length];
            for (int known = 1; known < ids.length; known++) {
                if (ids[known] != Ids.NONE) {
                    place(known);
                }
            }
        } else {
            place(row);
        }
    }

    private void place(int row) {
        int mask = slots.length - 1;
        long hash = HashCommon.mix(ids[row]);
        int slot = (int) hash & mask;
        while (slots[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        slots[slot] = tag(hash) | row;
    }

    /** Takes a row from its value. */
    void remove(int row) {
        int mask = slots.length - 1;
        int hole = (int) HashCommon.mix(ids[row]) & mask;
        while ((slots[hole] & rowMask) != row) {
            hole = hole + 1 & mask;
        }
        // what stands behind moves up, unless it is at home between the hole and where it stands
        for (int slot = hole + 1 & mask; slots[slot] != EMPTY; slot = slot + 1 & mask) {
            int home = (int) HashCommon.mix(ids[slots[slot] & rowMask]) & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = EMPTY;
        ids[row] = Ids.NONE;
        used--;
    }

    /** The value that a row belongs to; {@link Ids#NONE} where it is free. */
    long idOf(int row) {
        return row < ids.length ? ids[row] : Ids.NONE;
    }

    void clear() {
        Arrays.fill(ids, Ids.NONE);
        Arrays.fill(slots, EMPTY);
        used = 0;
    }
}
