package io.freshet.model.table;

import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rows on a device, named by a {@link RowDictionary}: the trained rows, one number of optimiser state each, and, where
 * asked for, a momentum copy. Grows with its dictionary, twofold each time, up to its capacity.
 *
 * <p>Owns native memory.
 */
public final class EmbeddingTable implements AutoCloseable {
    private static final int FIRST_ROWS = 1024;

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
    private TensorScope scope;
    private DeviceTensor rows;
    private DeviceTensor sums;
    private @Nullable DeviceTensor momentum;
    private long[] movedAt = new long[FIRST_ROWS];
    private int allocated = FIRST_ROWS;
    private int initialised;

    public EmbeddingTable(Config config, RowDictionary dictionary, long seed, Device device) {
        this.config = config;
        this.dictionary = dictionary;
        this.seed = seed;
        this.device = device;
        this.scope = new TensorScope(device);
        this.rows = scope.zeros(DType.FLOAT32, Shape.of(allocated, config.width()));
        this.sums = scope.zeros(DType.FLOAT32, Shape.of(allocated));
        this.momentum = config.momentum() ? scope.zeros(DType.FLOAT32, Shape.of(allocated, config.width())) : null;
    }

    public Config config() {
        return config;
    }

    /** The program's states: {@code name}, {@code name.sums} and, with momentum, {@code name.momentum}. */
    public void addTo(Map<String, DeviceTensor> arguments) {
        arguments.put(config.name(), rows);
        arguments.put(config.name() + ".sums", sums);
        if (momentum != null) {
            arguments.put(config.name() + ".momentum", momentum);
        }
    }

    /**
     * Makes room for all rows of the dictionary and says which are new.
     *
     * @return the number of the first row that has no numbers yet; it and all after it are to be set
     */
    public int grow() {
        if (dictionary.size() > allocated) {
            int larger = (int) Math.min(dictionary.capacity(), Math.max(dictionary.size(), 2L * allocated));
            reallocate(larger);
        }
        int first = initialised;
        initialised = dictionary.size();
        return first;
    }

    /** A new row's numbers: they depend on the seed, the table and the value alone, not on the order of arrival. */
    public void initial(int row, float[] into, int at) {
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
            int row = (int) touched[i];
            stale[i] = Math.max(0, tick - 1 - movedAt[row]);
        }
        return stale;
    }

    /** Notes that the momentum copies of these rows moved at a tick of the momentum's clock. */
    public void moved(long[] touched, long tick) {
        for (long row : touched) {
            movedAt[(int) row] = tick;
        }
    }

    private void reallocate(int larger) {
        TensorScope grown = new TensorScope(device);
        try (TensorScope old = scope) {
            rows = copied(grown, rows, larger);
            sums = copied(grown, sums, larger);
            momentum = momentum == null ? null : copied(grown, momentum, larger);
        }
        scope = grown;
        movedAt = Arrays.copyOf(movedAt, larger);
        allocated = larger;
    }

    private static DeviceTensor copied(TensorScope scope, DeviceTensor old, int length) {
        long[] lengths = old.lengths();
        float[] values = old.floats();
        lengths[0] = length;
        int size = Math.toIntExact(Arrays.stream(lengths).reduce(1, Math::multiplyExact));
        return scope.floats(Shape.of(lengths), Arrays.copyOf(values, size));
    }

    public void save(DataOutput out) throws IOException {
        out.writeInt(initialised);
        out.writeInt(config.width());
        writeFloats(rows.floats(), initialised * config.width(), out);
        writeFloats(sums.floats(), initialised, out);
        if (momentum != null) {
            writeFloats(momentum.floats(), initialised * config.width(), out);
            for (int row = 0; row < initialised; row++) {
                out.writeLong(movedAt[row]);
            }
        }
    }

    /** Restores rows; the dictionary has to be restored before. */
    public void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        int width = in.readInt();
        if (width != config.width() || saved < 0 || saved > dictionary.size()) {
            throw new IOException("table " + config.name() + " is " + dictionary.size() + " rows of " + config.width()
                    + ", the state has " + saved + " of " + width);
        }
        if (saved > allocated) {
            reallocate(Math.min(dictionary.capacity(), Integer.highestOneBit(saved) * 2));
        }
        initialised = saved;
        rows.set(readFloats(in, saved * width, allocated * width));
        sums.set(readFloats(in, saved, allocated));
        if (momentum != null) {
            momentum.set(readFloats(in, saved * width, allocated * width));
            for (int row = 0; row < saved; row++) {
                movedAt[row] = in.readLong();
            }
        }
    }

    private static void writeFloats(float[] values, int count, DataOutput out) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        java.nio.ByteBuffer.wrap(bytes).asFloatBuffer().put(values, 0, count);
        out.write(bytes);
    }

    private static float[] readFloats(DataInput in, int count, int length) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        in.readFully(bytes);
        float[] values = new float[length];
        java.nio.ByteBuffer.wrap(bytes).asFloatBuffer().get(values, 0, count);
        return values;
    }

    @Override
    public void close() {
        scope.close();
    }
}
