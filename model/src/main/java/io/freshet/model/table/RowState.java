package io.freshet.model.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * State that is kept by rows of equal size, so that a checkpoint can take only those that changed since the last one.
 * What is not of rows belongs to whoever owns them.
 */
public interface RowState {
    /** Rows that are read or written at a time: enough that the calls cost little, few enough for any width. */
    int CHUNK = 4096;

    /** Unlike that of any other in the same learner. */
    String name();

    /** How many rows there are; none is ever taken away. */
    int rows();

    /** What one row takes. */
    int rowBytes();

    /** The rows that changed since whoever writes them cleared this. */
    BitSet changed();

    /** Puts the bytes of rows one after another. */
    void write(int[] rows, ByteBuffer into);

    /** Takes the bytes of rows, as they were written; {@link #rows} is right already. */
    void read(int[] rows, ByteBuffer from) throws IOException;

    /** All rows have been read. */
    default void ready() {
        // most have nothing left to do
    }

    /** Writes every row. */
    default void save(DataOutput out) throws IOException {
        for (int first = 0; first < rows(); first += CHUNK) {
            int[] chunk = range(first, Math.min(rows(), first + CHUNK));
            ByteBuffer bytes = ByteBuffer.allocate(chunk.length * rowBytes());
            write(chunk, bytes);
            out.write(bytes.array());
        }
    }

    /** Reads every row; to whoever writes changed ones, all have changed. */
    default void restore(DataInput in) throws IOException {
        for (int first = 0; first < rows(); first += CHUNK) {
            int[] chunk = range(first, Math.min(rows(), first + CHUNK));
            byte[] bytes = new byte[chunk.length * rowBytes()];
            in.readFully(bytes);
            read(chunk, ByteBuffer.wrap(bytes));
        }
        ready();
        changed().clear();
        changed().set(0, rows());
    }

    private static int[] range(int first, int end) {
        int[] range = new int[end - first];
        java.util.Arrays.setAll(range, i -> first + i);
        return range;
    }
}
