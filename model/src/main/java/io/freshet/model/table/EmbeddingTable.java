package io.freshet.model.table;

import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.NativeEngine;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import io.freshet.model.table.RowLayout.Beside;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Rows on a device, named by a {@link RowDictionary}, in one tensor (rows, {@link RowLayout#columns}). Grows with its
 * dictionary, twofold each time, up to its capacity.
 *
 * <p>Owns native memory.
 */
public final class EmbeddingTable implements RowState, AutoCloseable {
    private static final int FIRST_ROWS = 1024;
    // what a smaller table has outgrown is not worth a walk through the allocator
    private static final int TRIMMED_ROWS = 1 << 16;

    /** @param deviation of a new row's numbers, which are normal */
    public record Config(String name, RowLayout layout, double deviation) {
        private boolean hasMomentum() {
            return layout.has(Beside.MOMENTUM);
        }
    }

    private final Config config;
    private final RowLayout layout;
    private final RowDictionary dictionary;
    private final long seed;
    private final Device device;
    private final RowAccess access;
    private final BitSet changed = new BitSet();
    private TensorScope scope;
    private DeviceTensor tensor;
    // modulo 2^32: enough to tell how long ago it was
    private int[] movedAt;
    private int allocated;

    public EmbeddingTable(Config config, RowDictionary dictionary, long seed, Device device) {
        this.config = config;
        this.layout = config.layout();
        this.dictionary = dictionary;
        this.seed = seed;
        this.device = device;
        this.access = new RowAccess(layout.columns(), device);
        this.allocated = Math.min(FIRST_ROWS, dictionary.capacity());
        this.movedAt = new int[config.hasMomentum() ? allocated : 0];
        this.scope = new TensorScope(device);
        this.tensor = scope.zeros(DType.FLOAT32, Shape.of(allocated, layout.columns()));
        initialise(new int[] {RowDictionary.NONE, RowDictionary.MASK});
    }

    public Config config() {
        return config;
    }

    /** The program's state by the table's name. */
    public void addTo(Map<String, DeviceTensor> arguments) {
        arguments.put(config.name(), tensor);
    }

    /**
     * Makes room for all rows of the dictionary, and gives rows the numbers of their values, which have just got them:
     * nothing stays of what a row was before.
     */
    public void initialise(int[] fresh) {
        grow();
        int columns = layout.columns();
        for (int first = 0; first < fresh.length; first += CHUNK) {
            int[] chunk = Arrays.copyOfRange(fresh, first, Math.min(fresh.length, first + CHUNK));
            float[] rows = new float[chunk.length * columns];
            for (int i = 0; i < chunk.length; i++) {
                initial(chunk[i], rows, i * columns);
                changed.set(chunk[i]);
            }
            access.put(tensor, longs(chunk), rows);
        }
    }

    /**
     * Moves rows.
     *
     * @param by how far (rows, width)
     */
    public void move(int[] rows, float[] by) {
        add(longs(rows), by, layout.width());
    }

    /**
     * Adds to the first columns of rows.
     *
     * @param by how much (rows, columns)
     */
    public void add(long[] rows, float[] by, int columns) {
        float[] numbers = access.get(tensor, rows);
        int all = layout.columns();
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < columns; d++) {
                numbers[i * all + d] += by[i * columns + d];
            }
        }
        access.put(tensor, rows, numbers);
        changed(rows);
    }

    /** What training has made of rows: (rows, {@link RowLayout#trained}). */
    public float[] trained(long[] rows) {
        return first(rows, layout.trained());
    }

    /** (rows, width). */
    public float[] rows(long[] rows) {
        return first(rows, layout.width());
    }

    private float[] first(long[] rows, int columns) {
        float[] numbers = access.get(tensor, rows);
        float[] first = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(numbers, i * layout.columns(), first, i * columns, columns);
        }
        return first;
    }

    /** A new row's numbers, of which those not written here are zero: they depend on the seed, the table and the value alone, not on the order of arrival. */
    private void initial(int row, float[] into, int at) {
        long id = dictionary.idOf(row);
        SplittableRandom random = new SplittableRandom(seed * 31 + config.name().hashCode() ^ id * 0x9E3779B97F4A7C15L);
        for (int i = 0; i < layout.width(); i++) {
            into[at + i] = row == RowDictionary.NONE ? 0 : (float) (config.deviation() * random.nextGaussian());
        }
        if (config.hasMomentum()) {
            System.arraycopy(into, at, into, at + layout.momentum(), layout.width());
        }
    }

    /** How many ticks of the momentum's clock passed before this one since each row's momentum copy last moved. */
    public float[] staleness(long[] touched, long tick) {
        float[] stale = new float[touched.length];
        for (int i = 0; i < touched.length; i++) {
            stale[i] = Integer.toUnsignedLong((int) (tick - 1) - movedAt[(int) touched[i]]);
        }
        return stale;
    }

    /** Notes that numbers of these rows have changed, while their momentum copies stood still. */
    public void changed(long[] touched) {
        for (long row : touched) {
            changed.set((int) row);
        }
    }

    /** Notes that these rows have changed, and their momentum copies have moved, at a tick of the momentum's clock. */
    public void moved(long[] touched, long tick) {
        changed(touched);
        if (config.hasMomentum()) {
            for (long row : touched) {
                // reading first: the processor waits for many misses of its caches at once where it reads, but for one
                // after another where it writes
                if (movedAt[(int) row] != (int) tick) {
                    movedAt[(int) row] = (int) tick;
                }
            }
        }
    }

    private void grow() {
        if (dictionary.size() <= allocated) {
            return;
        }
        int larger = (int) Math.min(dictionary.capacity(), Math.max(dictionary.size(), 2L * allocated));
        TensorScope grown = new TensorScope(device);
        try (TensorScope old = scope) {
            tensor = grown.enlarged(tensor, larger);
            scope = grown;
        }
        if (larger > TRIMMED_ROWS) {
            NativeEngine.trim();
        }
        movedAt = Arrays.copyOf(movedAt, config.hasMomentum() ? larger : 0);
        allocated = larger;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public int rows() {
        return dictionary.size();
    }

    @Override
    public int rowBytes() {
        return layout.columns() * Float.BYTES + (config.hasMomentum() ? Integer.BYTES : 0);
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public void write(int[] rows, ByteBuffer into) {
        float[] values = access.get(tensor, longs(rows));
        int columns = layout.columns();
        for (int i = 0; i < rows.length; i++) {
            into.asFloatBuffer().put(values, i * columns, columns);
            into.position(into.position() + columns * Float.BYTES);
            if (config.hasMomentum()) {
                into.putInt(movedAt[rows[i]]);
            }
        }
    }

    @Override
    public void read(int[] rows, ByteBuffer from) {
        grow();
        int columns = layout.columns();
        float[] values = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            from.asFloatBuffer().get(values, i * columns, columns);
            from.position(from.position() + columns * Float.BYTES);
            if (config.hasMomentum()) {
                movedAt[rows[i]] = from.getInt();
            }
        }
        access.put(tensor, longs(rows), values);
    }

    private static long[] longs(int[] rows) {
        return Arrays.stream(rows).asLongStream().toArray();
    }

    @Override
    public void close() {
        access.close();
        scope.close();
    }
}
