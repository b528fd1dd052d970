package io.freshet.learner.memory;

import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * All that a memory keeps of each row, side by side: a table of many rows is in no cache, and each place that is
 * looked at costs as much as the rest of the work.
 */
final class MemoryRows implements KeptRows {
    // in rows; one array of all would be copied whole when it grows, while the stream waits
    private static final int PAGE = 1 << 14;

    private final String name;
    private final RowDictionary dictionary;
    private final int popularities;
    // in longs: the popularities, then the tenancy and the visits in one
    private final int head;
    private final int capacity;
    private final BitSet changed = new BitSet();
    private Page[] pages = {};

    /**
     * @param name unlike that of any other
     * @param popularities how many logarithms of popularity there are
     * @param capacity the most neighbours of a row
     */
    MemoryRows(String name, int popularities, int capacity, RowDictionary dictionary) {
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

    /** Changes a row, which may get one neighbour more. */
    void makeRoom(int row) {
        change(row);
        Neighbours near = neighbours(row);
        near.makeRoom(capacity);
        page(row).neighbours[place(row)] = near.cells();
    }

    private void reserve(int row) {
        int known = pages.length;
        if (row / PAGE >= known) {
            pages = Arrays.copyOf(pages, row / PAGE + 1);
            Arrays.setAll(pages, page -> page < known ? pages[page] : new Page(popularities));
        }
    }

    /** So many rows that nobody has changed. */
    private static final class Page {
        private final int popularities;
        private final long[] heads;
        private final long[][] neighbours = new long[PAGE][];

        Page(int popularities) {
            this.popularities = popularities;
            heads = new long[PAGE * (popularities + 1)];
            for (int place = 0; place < PAGE; place++) {
                clear(place);
            }
        }

        void clear(int place) {
            int head = place * (popularities + 1);
            Arrays.fill(heads, head, head + popularities, Double.doubleToRawLongBits(ForwardDecay.NEVER));
            heads[head + popularities] = 0;
            neighbours[place] = Neighbours.NONE;
        }
    }

    private boolean has(int row) {
        return row / PAGE < pages.length;
    }

    private Page page(int row) {
        return pages[row / PAGE];
    }

    private static int place(int row) {
        return row % PAGE;
    }

    private int head(int row) {
        return place(row) * head;
    }

    /** A row has become another item's. */
    void forget(int row) {
        change(row);
        int tenancy = tenancy(row);
        page(row).clear(place(row));
        set(row, tenancy + 1, 0);
    }

    /** Forgets all. */
    void clear() {
        pages = new Page[0];
    }

    double popularity(int row, int which) {
        return has(row) ? Double.longBitsToDouble(page(row).heads[head(row) + which]) : ForwardDecay.NEVER;
    }

    void setPopularity(int row, int which, double log) {
        page(row).heads[head(row) + which] = Double.doubleToRawLongBits(log);
    }

    /** How many items a row has belonged to: an item is named by its row and by this, so nobody inherits. */
    int tenancy(int row) {
        return (int) (tenancyAndVisits(row) >>> 32);
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
        return Float.intBitsToFloat((int) tenancyAndVisits(row));
    }

    private long tenancyAndVisits(int row) {
        return has(row) ? page(row).heads[head(row) + popularities] : 0;
    }

    void setVisits(int row, float visits) {
        set(row, tenancy(row), visits);
    }

    private void set(int row, int tenancy, float visits) {
        page(row).heads[head(row) + popularities] =
                (long) tenancy << 32 | Integer.toUnsignedLong(Float.floatToRawIntBits(visits));
    }

    Neighbours neighbours(int row) {
        return new Neighbours(has(row) ? page(row).neighbours[place(row)] : Neighbours.NONE);
    }

    void addNeighbour(int row, long key, float cameAfter, float cameBefore) {
        Neighbours near = neighbours(row);
        near.add(key, cameAfter, cameBefore, capacity);
        page(row).neighbours[place(row)] = near.cells();
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
            near.write(row.asLongBuffer().put(page(rows[i]).heads, head(rows[i]), head));
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
            Page page = page(rows[i]);
            LongBuffer from = ByteBuffer.wrap(bytes[i]).asLongBuffer().get(page.heads, head(rows[i]), head);
            page.neighbours[place(rows[i])] = count == 0 ? Neighbours.NONE : Neighbours.read(count, from);
        }
    }
}
