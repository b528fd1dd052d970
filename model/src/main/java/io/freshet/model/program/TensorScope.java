package io.freshet.model.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Owns the native memory of the tensors it makes: closing it frees them all. */
public final class TensorScope implements AutoCloseable {
    private static final long ROWS_AT_A_TIME = 1 << 20;

    private final Device device;
    private final PtNDManager manager;
    private final @Nullable HostMemory memory;

    public TensorScope(Device device) {
        this(device, null);
    }

    /** @param memory what its tensors are written into; nobody else's until it is closed */
    public TensorScope(Device device, @Nullable HostMemory memory) {
        this.device = device;
        this.memory = memory;
        this.manager = NativeEngine.newManager(device);
    }

    public Device device() {
        return device;
    }

    public DeviceTensor floats(Shape shape, float... values) {
        ByteBuffer bytes = buffer(DType.FLOAT32, shape, values.length);
        bytes.asFloatBuffer().put(values);
        return create(DType.FLOAT32, shape, bytes);
    }

    public DeviceTensor doubles(Shape shape, double... values) {
        ByteBuffer bytes = buffer(DType.FLOAT64, shape, values.length);
        bytes.asDoubleBuffer().put(values);
        return create(DType.FLOAT64, shape, bytes);
    }

    /** Numbers as 32 or 64 bit floats, whichever a program is recorded in. */
    public DeviceTensor numbers(DType type, Shape shape, double... values) {
        return switch (type) {
            case FLOAT64 -> doubles(shape, values);
            case FLOAT32 -> {
                float[] floats = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    floats[i] = (float) values[i];
                }
                yield floats(shape, floats);
            }
            default -> throw new IllegalArgumentException("numbers: must be a float type, got " + type);
        };
    }

    public DeviceTensor longs(Shape shape, long... values) {
        ByteBuffer bytes = buffer(DType.INT64, shape, values.length);
        bytes.asLongBuffer().put(values);
        return create(DType.INT64, shape, bytes);
    }

    public DeviceTensor booleans(Shape shape, boolean... values) {
        ByteBuffer bytes = buffer(DType.BOOL, shape, values.length);
        for (boolean value : values) {
            bytes.put((byte) (value ? 1 : 0));
        }
        return create(DType.BOOL, shape, bytes.flip());
    }

    public DeviceTensor zeros(DType type, Shape shape) {
        return new DeviceTensor((PtNDArray) manager.zeros(djl(shape), DeviceTensor.typeOf(type)));
    }

    /**
     * A tensor with more rows, of which the first are another's, made where they are, and the others zero. The other's
     * memory goes back to the kernel while it is copied, so that there is never room for both: it holds nothing after.
     */
    public DeviceTensor enlarged(DeviceTensor old, int rows) {
        long[] lengths = old.lengths();
        long known = lengths[0];
        lengths[0] = rows;
        DeviceTensor grown =
                new DeviceTensor((PtNDArray) manager.create(djl(Shape.of(lengths)), DeviceTensor.typeOf(old.type())));
        grown.useLargePages(); // before anything is written there
        for (long first = 0; first < known; first += ROWS_AT_A_TIME) {
            long end = Math.min(known, first + ROWS_AT_A_TIME);
            NDIndex chunk = new NDIndex().addSliceDim(first, end);
            try (NDArray moved = old.array().get(chunk)) {
                grown.array().set(chunk, moved);
            }
            old.release(first, end);
        }
        if (known < rows) {
            grown.array().set(new NDIndex().addSliceDim(known, rows), 0);
        }
        return grown;
    }

    /** How many of its tensors are open. */
    public int open() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        manager.close();
        if (memory != null) {
            memory.reset();
        }
    }

    private DeviceTensor create(DType type, Shape shape, ByteBuffer bytes) {
        return new DeviceTensor(manager.create(bytes, djl(shape), DeviceTensor.typeOf(type)));
    }

    private ByteBuffer buffer(DType type, Shape shape, int elements) {
        if (!shape.size().is(elements)) {
            throw new IllegalArgumentException(
                    "shape " + shape + " must hold " + shape.size() + " elements, got " + elements);
        }
        int bytes = elements * type.bytes();
        return memory == null ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()) : memory.take(bytes);
    }

    private static ai.djl.ndarray.types.Shape djl(Shape shape) {
        return new ai.djl.ndarray.types.Shape(shape.lengths());
    }
}
