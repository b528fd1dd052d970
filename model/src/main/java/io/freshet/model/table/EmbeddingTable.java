package io.freshet.model.table;

import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.NativeEngine;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Rows on a device, named by a {@link RowDictionary}: the trained rows, one number of optimiser state each, and, where
 * asked for, a momentum copy. Grows with its dictionary, twofold each time, up to its capacity.
 *
 * <p>Owns native memory.
 */
public final class EmbeddingTable implements RowState, AutoCloseable {
    private static final int FIRST_ROWS = 1024;
    // what a smaller table has outgrown is not worth a walk through the allocator
    private static final int TRIMMED_ROWS = 1 << 16;
    private static final String ROWS = "rows";
    private static final String SUMS = "sums";
    private static final String MOMENTUM = "momentum";

    /**
     * @param width of a row
     * @param deviation of a new row's numbers, which are normal
     * @param momentum whether there is a momentum copy
     */
    public record Config(String name, int width, double deviation, boolean momentum) {}

    private final Config config;
    private final RowDictionary dictionary;
    private final long seed;
    private final Device device;
    private final RowAccess access;
    private final Map<String, Integer> widths = new LinkedHashMap<>();
    // a scope for each, so that growing needs room for one tensor twice and not for all
    private final Map<String, TensorScope> scopes = new HashMap<>();
    private final Map<String, DeviceTensor> tensors = new HashMap<>();
    private final BitSet changed = new BitSet();
    // modulo 2^32: enough to tell how long ago it was
    private int[] movedAt;
    private int allocated;

    public EmbeddingTable(Config config, RowDictionary dictionary, long seed, Device device) {
        this.config = config;
        this.dictionary = dictionary;
        this.seed = seed;
        this.device = device;
        widths.put(ROWS, config.width());
        widths.put(SUMS, 0);
        if (config.momentum()) {
            widths.put(MOMENTUM, config.width());
        }
        this.access = new RowAccess(widths, device);
        this.allocated = Math.min(FIRST_ROWS, dictionary.capacity());
        this.movedAt = new int[config.momentum() ? allocated : 0];
        widths.keySet().forEach(name -> {
            TensorScope scope = new TensorScope(device);
            scopes.put(name, scope);
            tensors.put(name, scope.zeros(DType.FLOAT32, shape(name, allocated)));
        });
        initialise(new int[] {RowDictionary.NONE, RowDictionary.MASK});
    }

    private Shape shape(String name, int rows) {
        return name.equals(SUMS) ? Shape.of(rows) : Shape.of(rows, config.width());
    }

    public Config config() {
        return config;
    }

    /** The program's states: {@code name}, {@code name.sums} and, with momentum, {@code name.momentum}. */
    public void addTo(Map<String, DeviceTensor> arguments) {
        tensors.forEach((name, tensor) ->
                arguments.put(name.equals(ROWS) ? config.name() : config.name() + "." + name, tensor));
    }

    /**
     * Makes room for all rows of the dictionary, and gives rows the numbers of their values, which have just got them:
     * nothing stays of what a row was before.
     */
    public void initialise(int[] fresh) {
        grow();
        int width = config.width();
        for (int first = 0; first < fresh.length; first += CHUNK) {
            int[] chunk = Arrays.copyOfRange(fresh, first, Math.min(fresh.length, first + CHUNK));
            float[] initial = new float[chunk.length * width];
            for (int i = 0; i < chunk.length; i++) {
                initial(chunk[i], initial, i * width);
                changed.set(chunk[i]);
            }
            access.put(tensors, longs(chunk), Map.of(ROWS, initial, SUMS, new float[chunk.length], MOMENTUM, initial));
        }
    }

    /** A new row's numbers: they depend on the seed, the table and the value alone, not on the order of arrival. */
    private void initial(int row, float[] into, int at) {
        long id = dictionary.idOf(row);
        SplittableRandom random = new SplittableRandom(seed * 31 + config.name().hashCode() ^ id * 0x9E3779B97F4A7C15L);
        for (int i = 0; i < config.width(); i++) {
            into[at + i] = row == RowDictionary.NONE ? 0 : (float) (config.deviation() * random.nextGaussian());
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

    /** Notes that these rows have changed, and their momentum copies have moved, at a tick of the momentum's clock. */
    public void moved(long[] touched, long tick) {
        for (long row : touched) {
            changed.set((int) row);
        }
        if (config.momentum()) {
            for (long row : touched) {
                movedAt[(int) row] = (int) tick;
            }
        }
    }

    private void grow() {
        if (dictionary.size() <= allocated) {
            return;
        }
        int larger = (int) Math.min(dictionary.capacity(), Math.max(dictionary.size(), 2L * allocated));
        for (String name : widths.keySet()) {
            TensorScope grown = new TensorScope(device);
            try (TensorScope old = scopes.put(name, grown)) {
                tensors.computeIfPresent(name, (n, tensor) -> grown.enlarged(tensor, larger));
            }
        }
        if (larger > TRIMMED_ROWS) {
            NativeEngine.trim();
        }
        movedAt = Arrays.copyOf(movedAt, config.momentum() ? larger : 0);
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
        int momentum = config.momentum() ? config.width() * Float.BYTES + Integer.BYTES : 0;
        return (config.width() + 1) * Float.BYTES + momentum;
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public void write(int[] rows, ByteBuffer into) {
        Map<String, float[]> values = access.get(tensors, longs(rows));
        for (int i = 0; i < rows.length; i++) {
            for (Map.Entry<String, Integer> tensor : widths.entrySet()) {
                int width = Math.max(1, tensor.getValue());
                FloatBuffer floats = into.asFloatBuffer();
                floats.put(values.get(tensor.getKey()), i * width, width);
                into.position(into.position() + width * Float.BYTES);
            }
            if (config.momentum()) {
                into.putInt(movedAt[rows[i]]);
            }
        }
    }

    @Override
    public void read(int[] rows, ByteBuffer from) {
        grow();
        Map<String, float[]> values = new HashMap<>();
        widths.forEach((name, width) -> values.put(name, new float[rows.length * Math.max(1, width)]));
        for (int i = 0; i < rows.length; i++) {
            for (Map.Entry<String, Integer> tensor : widths.entrySet()) {
                int width = Math.max(1, tensor.getValue());
                from.asFloatBuffer().get(values.get(tensor.getKey()), i * width, width);
                from.position(from.position() + width * Float.BYTES);
            }
            if (config.momentum()) {
                movedAt[rows[i]] = from.getInt();
            }
        }
        access.put(tensors, longs(rows), values);
    }

    private static long[] longs(int[] rows) {
        return Arrays.stream(rows).asLongStream().toArray();
    }

    @Override
    public void close() {
        access.close();
        scopes.values().forEach(TensorScope::close);
    }
}
