package io.freshet.model.program;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor with numbers in it, in a device's memory, until it or the {@link TensorScope} that made it is closed.
 *
 * <p>Reading and writing copy. A program changes a state's tensor in place.
 */
public final class DeviceTensor implements AutoCloseable {
    private final DType type;
    private final long[] lengths;
    private PtNDArray array;

    DeviceTensor(PtNDArray array) {
        this.array = array;
        this.type = typeOf(array.getDataType());
        this.lengths = array.getShape().getShape();
    }

    public DType type() {
        return type;
    }

    public long[] lengths() {
        return lengths.clone();
    }

    /** How many elements there are. */
    public int size() {
        return Math.toIntExact(Arrays.stream(lengths).reduce(1, Math::multiplyExact));
    }

    public float[] floats() {
        return read(bytes -> {
            float[] values = new float[size()];
            if (type == DType.FLOAT32) {
                bytes.asFloatBuffer().get(values);
            } else {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) number(bytes, i);
                }
            }
            return values;
        });
    }

    public double[] doubles() {
        return read(bytes -> {
            double[] values = new double[size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = number(bytes, i);
            }
            return values;
        });
    }

    public long[] longs() {
        require(DType.INT64);
        return read(bytes -> {
            long[] values = new long[size()];
            bytes.asLongBuffer().get(values);
            return values;
        });
    }

    public boolean[] booleans() {
        require(DType.BOOL);
        return read(bytes -> {
            boolean[] values = new boolean[size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = bytes.get(i) != 0;
            }
            return values;
        });
    }

    /** The only element, as a number. */
    public double scalar() {
        if (size() != 1) {
            throw new IllegalStateException("scalar: must hold one element, got " + this);
        }
        return read(bytes -> number(bytes, 0));
    }

    /** The raw elements in native byte order, for snapshots. */
    public byte[] toBytes() {
        return read(bytes -> {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            return all;
        });
    }

    /** Overwrites all elements with what {@link #toBytes} gave. */
    public void setBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
        write(buffer.put(bytes).flip());
    }

    public void set(float... values) {
        require(DType.FLOAT32);
        ByteBuffer buffer = buffer(values.length);
        buffer.asFloatBuffer().put(values);
        write(buffer);
    }

    public void set(double... values) {
        require(DType.FLOAT64);
        ByteBuffer buffer = buffer(values.length);
        buffer.asDoubleBuffer().put(values);
        write(buffer);
    }

    public void set(long... values) {
        require(DType.INT64);
        ByteBuffer buffer = buffer(values.length);
        buffer.asLongBuffer().put(values);
        write(buffer);
    }

    @Override
    public void close() {
        array.close();
    }

    @Override
    public String toString() {
        return type + " " + Shape.of(lengths);
    }

    /** For a large one that is read here and there. */
    void useLargePages() {
        if (onCpu() && lengths[0] > 0) {
            NativeAllocator.useLargePages(address(0), bytes(0, lengths[0]));
        }
    }

    /** Lets the kernel have the memory of rows that nobody reads any more. */
    void release(long from, long to) {
        if (onCpu() && to > from) {
            NativeAllocator.release(address(from), bytes(from, to));
        }
    }

    private long bytes(long fromRow, long toRow) {
        return (toRow - fromRow) * Arrays.stream(lengths).skip(1).reduce(type.bytes(), Math::multiplyExact);
    }

    private ByteBuffer address(long row) {
        try (PtNDArray first = (PtNDArray) array.get(row)) {
            return first.toByteBuffer(true);
        }
    }

    PtNDArray array() {
        return array;
    }

    static DataType typeOf(DType type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT32;
            case FLOAT64 -> DataType.FLOAT64;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
            case BFLOAT16 -> throw new IllegalArgumentException("no program takes tensors of type " + type);
        };
    }

    private static DType typeOf(DataType type) {
        return switch (type) {
            case FLOAT32 -> DType.FLOAT32;
            case FLOAT64 -> DType.FLOAT64;
            case INT64 -> DType.INT64;
            case BOOLEAN -> DType.BOOL;
            default -> throw new IllegalArgumentException("no program has tensors of type " + type);
        };
    }

    private <T> T read(java.util.function.Function<ByteBuffer, T> reader) {
        if (onCpu()) {
            return reader.apply(array.toByteBuffer(true));
        }
        try (PtNDArray host = array.toDevice(ai.djl.Device.cpu(), true)) {
            return reader.apply(host.toByteBuffer(true));
        }
    }

    private void write(ByteBuffer bytes) {
        if (bytes.remaining() != (long) size() * type.bytes()) {
            throw new IllegalArgumentException(
                    "set: must be " + size() + " elements, got " + bytes.remaining() / type.bytes());
        }
        if (onCpu()) {
            array.toByteBuffer(true).put(bytes);
            return;
        }
        PtNDArray old = array;
        array = old.getManager().create(bytes, old.getShape(), old.getDataType());
        old.close();
    }

    private boolean onCpu() {
        return !array.getDevice().isGpu();
    }

    private double number(ByteBuffer bytes, int i) {
        return switch (type) {
            case FLOAT32 -> bytes.getFloat(i * Float.BYTES);
            case FLOAT64 -> bytes.getDouble(i * Double.BYTES);
            case INT64 -> bytes.getLong(i * Long.BYTES);
            case BOOL -> bytes.get(i);
            case BFLOAT16 -> throw new IllegalStateException("no program returns tensors of type " + type);
        };
    }

    private ByteBuffer buffer(int elements) {
        return ByteBuffer.allocateDirect(elements * type.bytes()).order(ByteOrder.nativeOrder());
    }

    private void require(DType expected) {
        if (type != expected) {
            throw new IllegalStateException("must be a " + expected + " tensor, got " + this);
        }
    }
}
