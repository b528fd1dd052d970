package io.freshet.learner.memory;

import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a memory keeps of each row, side by side: a table of many rows is in no cache, and each place that is
 * looked at costs as much as the rest of the work.
 */
final class MemoryRows implements KeptRows {
    private final String name;
    private final RowDictionary dictionary;
    private final int popularities;
    // in longs: the popularities, then the tenancy and the visits in one
    private final int head;
    private final int capacity;
    private final BitSet changed = new BitSet();
    private long[] heads = {};
    private long[] @Nullable [] neighbours = {};

    /**
     * @param name unlike that of any other
     * @param popularities how many logarithms of popularity there are
     * @param capacity the most neighbours of a row
     */
    MemoryRows(String name, int popularities, int capacity, RowDictionary dictionary) {
        int mostRows = Integer.MAX_VALUE / (popularities + 1) - 1;
        if (dictionary.capacity() > mostRows) {
            throw new IllegalArgumentException(
                    "the memory holds at most " + mostRows + " rows, got room for " + dictionary.capacity());
        }
        this.name = name;
        this.popularities = popularities;
        this.head = popularities + 1;
        this.dictionary = dictionary;
        this.capacity = capacity;
        changed.set(0, RowDictionary.FIRST);
    }

    /** Whoever changes a row says so first. */
    void change(int row) {
        reserve(row);
        changed.set(row);
    }

    private void reserve(int row) {
        int known = neighbours.length;
        if (row >= known) {
            int length = (int) Math.max(Math.max(1024, row + 1), Math.min(dictionary.capacity(), 2L * known));
            neighbours = Arrays.copyOf(neighbours, length);
            heads = Arrays.copyOf(heads, length * head);
            for (int fresh = known; fresh < length; fresh++) {
                neverSeen(fresh);
            }
        }
    }

    private void neverSeen(int row) {
        int from = row * head;
        Arrays.fill(heads, from, from + popularities, Double.doubleToRawLongBits(ForwardDecay.NEVER));
        heads[from + popularities] = 0;
    }

    /** A row has become another item's. */
    void forget(int row) {
        change(row);
        int tenancy = tenancy(row);
        neverSeen(row);
        neighbours[row] = null;
        set(row, tenancy + 1, 0);
    }

    /** Forgets all. */
    void clear() {
        heads = new long[0];
        neighbours = new long[0][];
    }

    double popularity(int row, int which) {
        return row < neighbours.length ? Double.longBitsToDouble(heads[row * head + which]) : ForwardDecay.NEVER;
    }

    void setPopularity(int row, int which, double log) {
        heads[row * head + which] = Double.doubleToRawLongBits(log);
    }

    /** How many items a row has belonged to: an item is named by its row and by this, so nobody inherits. */
    int tenancy(int row) {
        return row < neighbours.length ? (int) (heads[row * head + popularities] >>> 32) : 0;
    }

    /** What names a row's item among the neighbours of others. */
    long key(int row) {
        return (long) tenancy(row) << 32 | row;
    }

    /** The row that has this key, or {@link RowDictionary#NONE} where its item has lost it. */
    int row(long key) {
        int row = (int) key;
        return tenancy(row) == (int) (key >>> 32) ? row : RowDictionary.NONE;
    }

    /** Visits that fade as the neighbours' counts do. */
    float visits(int row) {
        return row < neighbours.length ? Float.intBitsToFloat((int) heads[row * head + popularities]) : 0;
    }

    void setVisits(int row, float visits) {
        set(row, tenancy(row), visits);
    }

    private void set(int row, int tenancy, float visits) {
        heads[row * head + popularities] =
                (long) tenancy << 32 | Integer.toUnsignedLong(Float.floatToRawIntBits(visits));
    }

    Neighbours neighbours(int row) {
        long[] known = row < neighbours.length ? neighbours[row] : null;
        return new Neighbours(known == null ? Neighbours.NONE : known);
    }

    void addNeighbour(int row, long key, float cameAfter, float cameBefore) {
        Neighbours near = neighbours(row);
        near.add(key, cameAfter, cameBefore, capacity);
        neighbours[row] = near.cells();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rows() {
        return dictionary.rows();
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public byte[][] bytes(int[] rows) {
        byte[][] bytes = new byte[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            reserve(rows[i]);
            Neighbours near = neighbours(rows[i]);
            ByteBuffer row = ByteBuffer.allocate(head * Long.BYTES + near.size() * Neighbours.BYTES);
            near.write(row.asLongBuffer().put(heads, rows[i] * head, head));
            bytes[i] = row.array();
        }
        return bytes;
    }

    @Override
    public void take(int[] rows, byte[][] bytes) throws IOException {
        for (int i = 0; i < rows.length; i++) {
            int ofNeighbours = bytes[i].length - head * Long.BYTES;
            int count = ofNeighbours / Neighbours.BYTES;
            if (ofNeighbours < 0 || ofNeighbours % Neighbours.BYTES != 0 || count > capacity) {
                throw new IOException(
                        "the state is damaged: a row of " + name() + " has " + bytes[i].length + " bytes");
            }
            reserve(rows[i]);
            LongBuffer from = ByteBuffer.wrap(bytes[i]).asLongBuffer().get(heads, rows[i] * head, head);
            neighbours[rows[i]] = count == 0 ? null : Neighbours.read(count, from);
        }
    }
}
