package io.freshet.model.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * State that is kept by rows, so that a checkpoint can take only those that changed since the last one. What is not of
 * rows belongs to whoever owns them.
 */
public interface KeptRows {
    /** Rows that are read or written at a time: enough that the calls cost little, few enough for any width. */
    int CHUNK = 4096;

    /** No row takes more bytes: a damaged length must not take the heap. */
    int MOST_BYTES = 1 << 26;

    /** Unlike that of any other in the same learner. */
    String name();

    /** How many rows there are; none is ever taken away. */
    int rows();

    /** The rows that changed since whoever writes them cleared this. */
    BitSet changed();

    /** The bytes of each of some rows. */
    byte[][] bytes(int[] rows);

    /** Takes the bytes of each of some rows, as they were given; {@link #rows} is right already. */
    void take(int[] rows, byte[][] bytes) throws IOException;

    /** All rows have been read. */
    default void ready() {
        // most have nothing left to do
    }

    /** Writes every row. */
    default void save(DataOutput out) throws IOException {
        for (int first = 0; first < rows(); first += CHUNK) {
            for (byte[] row : bytes(range(first, Math.min(rows(), first + CHUNK)))) {
                out.writeInt(row.length);
                out.write(row);
            }
        }
    }

    /** Reads every row; to whoever writes changed ones, all have changed. */
    default void restore(DataInput in) throws IOException {
        for (int row = 0; row < rows(); row++) {
            int length = in.readInt();
            if (length < 0 || length > MOST_BYTES) {
                throw new IOException("the state is damaged: a row of " + name() + " has " + length + " bytes");
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            take(new int[] {row}, new byte[][] {bytes});
        }
        ready();
        changed().clear();
        changed().set(0, rows());
    }

    /** Rows one after another. */
    static int[] range(int first, int end) {
        int[] range = new int[end - first];
        Arrays.setAll(range, i -> first + i);
        return range;
    }
}
