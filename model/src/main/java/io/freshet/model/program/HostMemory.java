package io.freshet.model.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Host memory that a step's inputs are written into, step after step. Direct buffers that are made anew would be given
 * back only when the collector finds them, thousands of steps later: memory that grows without anybody holding it.
 *
 * <p>On a CPU tensors are this memory: reset it only when those of the last step are closed.
 */
public final class HostMemory {
    private static final int ALIGNMENT = 64; // what vector instructions like best
    private static final int FIRST_BYTES = 1 << 16;

    private ByteBuffer chunk = ByteBuffer.allocateDirect(FIRST_BYTES);
    private int used;

    /** Room that nothing else has been given since the last reset; what is in it is left over. */
    ByteBuffer take(int bytes) {
        int start = Math.addExact(used, -used & ALIGNMENT - 1);
        if (bytes > chunk.capacity() - start) {
            // the full one lives on as long as its tensors do
            chunk = ByteBuffer.allocateDirect((int) Math.max(bytes, Math.min(2L * chunk.capacity(), 1 << 30)));
            start = 0;
        }
        used = start + bytes;
        return chunk.slice(start, bytes).order(ByteOrder.nativeOrder());
    }

    /** All of it may be written over. */
    void reset() {
        used = 0;
    }
}
