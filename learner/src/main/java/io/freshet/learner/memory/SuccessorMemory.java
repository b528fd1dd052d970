package io.freshet.learner.memory;

import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What follows what: for each item row, which items came within the next few events of an entity, and which within the
 * last few. A first-order Markov chain with skips (Rendle et al. 2010, FPMC; He and McAuley 2016), counted in one pass,
 * bounded by row, and faded with each visit of an item, so that what was the fashion once gives way.
 */
public final class SuccessorMemory implements KeptRows {
    /** How many of an entity's last events an event follows. */
    static final int REACH = 5;

    private static final int HEAD = Integer.BYTES + Float.BYTES;
    private static final Neighbours NONE = new Neighbours();

    private final RowDictionary items;
    private final int capacity;
    private final float kept;
    private final BitSet changed = new BitSet();
    private @Nullable Neighbours[] neighbours = new Neighbours[0];
    // visits that fade as the counts do
    private float[] visits = new float[0];
    // how many items a row has belonged to: a neighbour is named by its row and by this, so nobody inherits
    private int[] tenancies = new int[0];

    public SuccessorMemory(MemoryConfig config, RowDictionary items) {
        this.items = items;
        this.capacity = config.neighbours();
        this.kept = (float) Math.pow(.5, 1 / config.halfLife());
        changed.set(0, RowDictionary.FIRST);
    }

    /**
     * Counts an event.
     *
     * @param recent rows of the entity's items before it, the last one first; those below {@link RowDictionary#FIRST}
     *     stand for no item
     */
    public void learn(int item, int[] recent) {
        if (item < RowDictionary.FIRST) {
            return;
        }
        reserve(item);
        for (int ago = 0; ago < Math.min(REACH, recent.length); ago++) {
            int earlier = recent[ago];
            if (earlier >= RowDictionary.FIRST) {
                reserve(earlier);
                float nearness = 1f / (ago + 1);
                own(earlier).add(key(item), nearness, 0, capacity);
                own(item).add(key(earlier), 0, nearness, capacity);
                changed.set(earlier);
            }
        }
        of(item).fade(kept);
        visits[item] = visits[item] * kept + 1;
        changed.set(item);
    }

    /** A row has become another item's. */
    public void forget(int row) {
        reserve(row);
        neighbours[row] = null;
        visits[row] = 0;
        tenancies[row]++;
        changed.set(row);
    }

    /** How often an item came, fading. */
    float visits(int row) {
        return row < visits.length ? visits[row] : 0;
    }

    Neighbours of(int row) {
        Neighbours known = row < neighbours.length ? neighbours[row] : null;
        return known == null ? NONE : known;
    }

    /** The row of a neighbour, or {@link RowDictionary#NONE} where that item has lost its row. */
    int row(long key) {
        int row = (int) key;
        return row < tenancies.length && tenancies[row] == (int) (key >>> 32) ? row : RowDictionary.NONE;
    }

    private long key(int row) {
        return (long) tenancies[row] << 32 | row;
    }

    private Neighbours own(int row) {
        Neighbours known = neighbours[row];
        if (known == null) {
            known = new Neighbours();
            neighbours[row] = known;
        }
        return known;
    }

    private void reserve(int row) {
        if (row >= neighbours.length) {
            int length = (int) Math.max(Math.max(1024, row + 1), Math.min(items.capacity(), 2L * neighbours.length));
            neighbours = Arrays.copyOf(neighbours, length);
            visits = Arrays.copyOf(visits, length);
            tenancies = Arrays.copyOf(tenancies, length);
        }
    }

    @Override
    public String name() {
        return "memory.successors";
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
            int row = rows[i];
            ByteBuffer into = ByteBuffer.allocate(HEAD + of(row).bytes());
            into.putInt(row < tenancies.length ? tenancies[row] : 0).putFloat(visits(row));
            of(row).write(into);
            bytes[i] = into.array();
        }
        return bytes;
    }

    @Override
    public void take(int[] rows, byte[][] bytes) throws IOException {
        for (int i = 0; i < rows.length; i++) {
            ByteBuffer from = ByteBuffer.wrap(bytes[i]);
            if (from.remaining() < HEAD) {
                throw new IOException(
                        "the state is damaged: " + name() + " has a row of " + bytes[i].length + " bytes");
            }
            reserve(rows[i]);
            tenancies[rows[i]] = from.getInt();
            visits[rows[i]] = from.getFloat();
            neighbours[rows[i]] = from.hasRemaining() ? Neighbours.read(from) : null;
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (int row = 0; row < rows(); row++) {
            byte[] bytes = bytes(new int[] {row})[0];
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        clear();
        for (int row = 0; row < rows(); row++) {
            int length = in.readInt();
            if (length < HEAD || length > HEAD + capacity * 16) {
                throw new IOException("the state is damaged: " + name() + " has a row of " + length + " bytes");
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            take(new int[] {row}, new byte[][] {bytes});
        }
        changed.clear();
        changed.set(0, rows());
    }

    /** Forgets all. */
    public void clear() {
        Arrays.fill(neighbours, null);
        Arrays.fill(visits, 0);
        Arrays.fill(tenancies, 0);
    }
}
