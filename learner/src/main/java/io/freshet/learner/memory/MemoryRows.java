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
 * All that the memory keeps of each item row, side by side: a table of many rows is in no cache, and each place that is
 * looked at costs as much as the rest of the work.
 */
final class MemoryRows implements KeptRows {
    /** How many logarithms of popularity there are. */
    static final int POPULARITIES = 3;

    // in longs: these, then the tenancy and the visits in one
    private static final int HEAD = POPULARITIES + 1;
    private static final int MOST_ROWS = Integer.MAX_VALUE / HEAD - 1;

    private final RowDictionary items;
    private final int capacity;
    private final BitSet changed = new BitSet();
    private long[] heads = {};
    private long[] @Nullable [] neighbours = {};

    /** @param capacity the most neighbours of a row */
    MemoryRows(int capacity, RowDictionary items) {
        if (items.capacity() > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "the memory holds at most " + MOST_ROWS + " items, got room for " + items.capacity());
        }
        this.items = items;
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
            int length = (int) Math.max(Math.max(1024, row + 1), Math.min(items.capacity(), 2L * known));
            neighbours = Arrays.copyOf(neighbours, length);
            heads = Arrays.copyOf(heads, length * HEAD);
            for (int fresh = known; fresh < length; fresh++) {
                neverSeen(fresh);
            }
        }
    }

    private void neverSeen(int row) {
        int head = row * HEAD;
        Arrays.fill(heads, head, head + POPULARITIES, Double.doubleToRawLongBits(ForwardDecay.NEVER));
        heads[head + POPULARITIES] = 0;
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
        return row < neighbours.length ? Double.longBitsToDouble(heads[row * HEAD + which]) : ForwardDecay.NEVER;
    }

    void setPopularity(int row, int which, double log) {
        heads[row * HEAD + which] = Double.doubleToRawLongBits(log);
    }

    /** How many items a row has belonged to: an item is named by its row and by this, so nobody inherits. */
    int tenancy(int row) {
        return row < neighbours.length ? (int) (heads[row * HEAD + POPULARITIES] >>> 32) : 0;
    }

    /** Visits that fade as the neighbours' counts do. */
    float visits(int row) {
        return row < neighbours.length ? Float.intBitsToFloat((int) heads[row * HEAD + POPULARITIES]) : 0;
    }

    void setVisits(int row, float visits) {
        set(row, tenancy(row), visits);
    }

    private void set(int row, int tenancy, float visits) {
        heads[row * HEAD + POPULARITIES] =
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
        return "memory";
    }

    @Override
    public int rows() {
        return items.rows();
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
            ByteBuffer row = ByteBuffer.allocate(HEAD * Long.BYTES + near.size() * Neighbours.BYTES);
            near.write(row.asLongBuffer().put(heads, rows[i] * HEAD, HEAD));
            bytes[i] = row.array();
        }
        return bytes;
    }

    @Override
    public void take(int[] rows, byte[][] bytes) throws IOException {
        for (int i = 0; i < rows.length; i++) {
            int ofNeighbours = bytes[i].length - HEAD * Long.BYTES;
            int count = ofNeighbours / Neighbours.BYTES;
            if (ofNeighbours < 0 || ofNeighbours % Neighbours.BYTES != 0 || count > capacity) {
                throw new IOException(
                        "the state is damaged: a row of " + name() + " has " + bytes[i].length + " bytes");
            }
            reserve(rows[i]);
            LongBuffer from = ByteBuffer.wrap(bytes[i]).asLongBuffer().get(heads, rows[i] * HEAD, HEAD);
            neighbours[rows[i]] = count == 0 ? null : Neighbours.read(count, from);
        }
    }
}
