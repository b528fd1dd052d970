package io.freshet.model.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Host memory that one input is written into, step after step, instead of allocating it anew.
 *
 * <p>On a CPU the tensor is this memory: write the next batch only after the step has run and its tensor is closed.
 */
public final class InputBuffer {
    private final DType type;
    private ByteBuffer memory;

    public InputBuffer(DType type) {
        this.type = type;
        this.memory = allocate(0);
    }

    /** Room for so many floats, to be written from index 0; what was there is lost. */
    public FloatBuffer floats(int elements) {
        return room(DType.FLOAT32, elements).asFloatBuffer();
    }

    /** Room for so many longs. */
    public LongBuffer longs(int elements) {
        return room(DType.INT64, elements).asLongBuffer();
    }

    /** Room for so many booleans, each a byte of 0 or 1. */
    public ByteBuffer booleans(int elements) {
        return room(DType.BOOL, elements);
    }

    /** What was written last, as a tensor that the scope owns. */
    public DeviceTensor tensor(TensorScope scope, Shape shape) {
        int bytes = Math.toIntExact(shape.size().times(type.bytes()).constant());
        if (bytes > memory.capacity()) {
            throw new IllegalArgumentException("input: " + shape + " is more than was written");
        }
        return scope.wrap(type, shape, memory.slice(0, bytes).order(ByteOrder.nativeOrder()));
    }

    private ByteBuffer room(DType written, int elements) {
        if (written != type) {
            throw new IllegalStateException("input: must be " + type + ", got " + written);
        }
        int bytes = Math.multiplyExact(elements, type.bytes());
        if (bytes > memory.capacity()) {
            memory = allocate(Math.max(bytes, 2 * memory.capacity()));
        }
        return memory.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
