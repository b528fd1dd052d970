package io.freshet.model.table;

import io.freshet.model.feature.Ids;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Which row each value has, without collisions (Liu et al. 2022, arXiv:2209.07663): a value gets one when it has come
 * often enough, keeps it while it is used, and gives it back when it has been idle for too long, or when another value
 * needs it and no row has been unused for longer. Row {@link #NONE} stands for no value and for values without a row, row
 * {@link #MASK} for a hidden one.
 */
public final class RowDictionary implements RowState {
    public static final int NONE = 0;
    public static final int MASK = 1;
    /** The first row that belongs to a value. */
    public static final int FIRST = 2;

    /**
     * @param name unlike that of any other dictionary of a learner
     * @param capacity the most rows there may be, the two reserved ones included
     * @param admitAfter occurrences that give a value its row
     * @param idle for how long a row may be unused, in the unit of {@link #begin}'s clock; 0 is for ever
     */
    public record Config(String name, int capacity, int admitAfter, long idle) {
        public Config {
            if (capacity <= FIRST) {
                throw new IllegalArgumentException("capacity must be above " + FIRST + ", got " + capacity);
            }
        }

        /** Every value gets a row at once, and keeps it until another needs it. */
        public Config(String name, int capacity) {
            this(name, capacity, 1, 0);
        }
    }

    private final Config config;
    private final RowIndex index;
    private final Recency recency;
    private final Newcomers newcomers = new Newcomers();
    private final IdleMarks marks;
    private final IntArrayList free = new IntArrayList();
    private final IntArrayList fresh = new IntArrayList();
    private final IntArrayList gone = new IntArrayList();
    private final BitSet changed = new BitSet();
    private IntPredicate inUse = row -> false;
    private long begunAt;
    private int size = FIRST;
    private long freed;
    private long hits;
    private long admissions;
    private long evictions;
    private long expired;
    private long refused;

    public RowDictionary(Config config) {
        this.config = config;
        this.index = new RowIndex(config.capacity());
        this.recency = new Recency(config.capacity());
        this.marks = new IdleMarks(config.idle());
        index.put(Ids.MASK, MASK);
        changed.set(0, FIRST);
    }

    /**
     * Begins a step: rows that have been idle for too long go. Until the next one begins, no row goes that is admitted or
     * used in between, or that is in use otherwise.
     *
     * @param now by a clock that does not go back, such as a count of events
     * @param rowsInUse that hold although no event of this step has them; asked only when a row is about to go
     */
    public void begin(long now, IntPredicate rowsInUse) {
        fresh.clear();
        gone.clear();
        inUse = rowsInUse;
        begunAt = recency.uses();
        marks.note(now, begunAt);
        long idle = marks.lastIdle(now);
        for (int row = recency.oldest(); row != NONE && recency.usedAt(row) <= idle; row = recency.oldest()) {
            if (inUse.test(row)) {
                use(row);
            } else {
                index.remove(row);
                recency.remove(row, - ++freed);
                changed.set(row);
                free.add(row);
                gone.add(row);
                expired++;
            }
        }
    }

    /** The row of a value, or {@link #NONE} where it has none. */
    public int find(long id) {
        return id == Ids.NONE ? NONE : index.find(id);
    }

    /** Counts an occurrence of a value: the row it has or gets, or {@link #NONE}. */
    public int admit(long id) {
        int row = find(id);
        if (row != NONE || id == Ids.NONE) {
            hits += row < FIRST ? 0 : 1;
            use(row);
            return row;
        }
        if (config.admitAfter() > 1 && newcomers.count(id) < config.admitAfter()) {
            return NONE;
        }
        row = vacancy();
        if (row == NONE) {
            refused++;
            return NONE;
        }
        newcomers.forget(id);
        index.put(id, row);
        use(row);
        fresh.add(row);
        admissions++;
        return row;
    }

    private int vacancy() {
        if (!free.isEmpty()) {
            return free.popInt();
        }
        if (size < config.capacity()) {
            return size++;
        }
        for (int row = recency.oldest(); row != NONE && recency.usedAt(row) <= begunAt; row = recency.oldest()) {
            if (!inUse.test(row)) {
                index.remove(row);
                recency.remove(row, 0);
                gone.add(row);
                evictions++;
                return row;
            }
            use(row);
        }
        return NONE;
    }

    private void use(int row) {
        if (row >= FIRST) {
            recency.use(row);
            changed.set(row);
        }
    }

    /** Rows that got their value in this step, in that order; their numbers are still those of nobody or another value. */
    public int[] fresh() {
        return fresh.toIntArray();
    }

    /** Rows that lost their value in this step; some may have got another. */
    public int[] gone() {
        return gone.toIntArray();
    }

    /** Row numbers below this have been given out, the reserved ones included; some may be free again. */
    public int size() {
        return size;
    }

    /** Rows that belong to a value. */
    public int live() {
        return size - FIRST - free.size();
    }

    public boolean isLive(int row) {
        // a row that was given out and is not free again has a value: no need to look
        return row >= FIRST && row < size && (free.isEmpty() || index.idOf(row) != Ids.NONE);
    }

    public int capacity() {
        return config.capacity();
    }

    public long idOf(int row) {
        return index.idOf(row);
    }

    /** What has happened so far. */
    public RowStatistics statistics() {
        return new RowStatistics(live(), hits, admissions, evictions, expired, refused, newcomers.size());
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public int rowBytes() {
        return 2 * Long.BYTES;
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public void write(int[] rows, ByteBuffer into) {
        for (int row : rows) {
            into.putLong(index.idOf(row)).putLong(recency.usedAt(row));
        }
    }

    @Override
    public void read(int[] rows, ByteBuffer from) throws IOException {
        for (int row : rows) {
            long id = from.getLong();
            long usedAt = from.getLong();
            if (row < FIRST) {
                continue;
            }
            recency.restore(row, usedAt);
            if (id != Ids.NONE) {
                if (usedAt <= 0 || index.find(id) != NONE) {
                    throw new IOException("the state is damaged: row " + row + " of " + name());
                }
                index.put(id, row);
            }
        }
    }

    /** Puts used rows in the order of their last use, and free ones in the order in which they became free. */
    @Override
    public void ready() {
        int[] order = new int[size - FIRST];
        java.util.Arrays.setAll(order, i -> FIRST + i);
        IntArrays.quickSort(order, (a, b) -> Long.compare(recency.usedAt(a), recency.usedAt(b)));
        int used = 0;
        while (used < order.length && recency.usedAt(order[used]) <= 0) {
            used++;
        }
        free.clear();
        for (int i = used - 1; i >= 0; i--) {
            free.add(order[i]); // the one freed last has the least number, and is the first to be given out again
        }
        recency.relink(IntArrays.copy(order, used, order.length - used));
    }

    /** Writes what is not of rows. */
    public void saveRest(DataOutput out) throws IOException {
        out.writeInt(size);
        out.writeLong(recency.uses());
        for (long count : new long[] {freed, hits, admissions, evictions, expired, refused}) {
            out.writeLong(count);
        }
        newcomers.save(out);
        marks.save(out);
    }

    /** Forgets all rows and reads what is not of them; they have to follow. */
    public void restoreRest(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < FIRST || saved > config.capacity()) {
            throw new IOException("a dictionary of " + saved + " rows does not fit a capacity of " + config.capacity());
        }
        size = saved;
        index.clear();
        index.put(Ids.MASK, MASK);
        recency.clear(in.readLong());
        begunAt = recency.uses();
        fresh.clear();
        gone.clear();
        free.clear();
        freed = in.readLong();
        hits = in.readLong();
        admissions = in.readLong();
        evictions = in.readLong();
        expired = in.readLong();
        refused = in.readLong();
        newcomers.restore(in);
        marks.restore(in);
    }
}
