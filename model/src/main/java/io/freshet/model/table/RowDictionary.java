package io.freshet.model.table;

import io.freshet.model.feature.Ids;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Which row each value has. Rows are given out in the order in which values are first seen; row {@link #NONE} stands for
 * no value and for values that came after the capacity was reached, row {@link #MASK} for a hidden one.
 */
public final class RowDictionary {
    public static final int NONE = 0;
    public static final int MASK = 1;
    /** The first row that belongs to a value. */
    public static final int FIRST = 2;

    private final int capacity;
    private final Long2IntOpenHashMap rowById = new Long2IntOpenHashMap();
    private long[] idByRow = new long[1024];
    private int size = FIRST;
    private long refused;

    /** @param capacity the most rows there may be, the two reserved ones included */
    public RowDictionary(int capacity) {
        if (capacity <= FIRST) {
            throw new IllegalArgumentException("capacity must be above " + FIRST + ", got " + capacity);
        }
        this.capacity = capacity;
        rowById.defaultReturnValue(-1);
        reserve();
    }

    private void reserve() {
        rowById.put(Ids.NONE, NONE);
        rowById.put(Ids.MASK, MASK);
        idByRow[MASK] = Ids.MASK;
    }

    /** The row of a value, or {@link #NONE} where it has none. */
    public int find(long id) {
        return Math.max(NONE, rowById.get(id));
    }

    /** The row of a value, which gets one if there is room. */
    public int admit(long id) {
        int row = rowById.get(id);
        if (row >= 0) {
            return row;
        }
        if (size == capacity) {
            refused++;
            return NONE;
        }
        if (size == idByRow.length) {
            idByRow = Arrays.copyOf(idByRow, Math.min(capacity, 2 * size));
        }
        idByRow[size] = id;
        rowById.put(id, size);
        return size++;
    }

    /** Rows in use, the reserved ones included. */
    public int size() {
        return size;
    }

    public int capacity() {
        return capacity;
    }

    /** How often a value got no row because the table was full. */
    public long refused() {
        return refused;
    }

    public long idOf(int row) {
        return idByRow[row];
    }

    public void save(DataOutput out) throws IOException {
        out.writeInt(size);
        out.writeLong(refused);
        for (int row = FIRST; row < size; row++) {
            out.writeLong(idByRow[row]);
        }
    }

    public void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < FIRST || saved > capacity) {
            throw new IOException("a dictionary of " + saved + " rows does not fit a capacity of " + capacity);
        }
        refused = in.readLong();
        rowById.clear();
        idByRow = new long[Math.max(1024, saved)];
        reserve();
        for (int row = FIRST; row < saved; row++) {
            idByRow[row] = in.readLong();
            rowById.put(idByRow[row], row);
        }
        size = saved;
    }
}
