package io.freshet.model.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Rows that are all of one size, so that thousands are written and read at a time. */
public interface RowState extends KeptRows {

    /** What one row takes. */
    int rowBytes();

    /** Puts the bytes of rows one after another. */
    void write(int[] rows, ByteBuffer into);

    /** Takes the bytes of rows, as they were written; {@link #rows} is right already. */
    void read(int[] rows, ByteBuffer from) throws IOException;

    @Override
    default byte[][] bytes(int[] rows) {
        ByteBuffer all = ByteBuffer.allocate(rows.length * rowBytes());
        write(rows, all);
        byte[][] each = new byte[rows.length][rowBytes()];
        all.flip();
        for (byte[] row : each) {
            all.get(row);
        }
        return each;
    }

    @Override
    default void take(int[] rows, byte[][] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(rows.length * rowBytes());
        for (byte[] row : bytes) {
            if (row.length != rowBytes()) {
                throw new IOException("the state is damaged: a row of " + name() + " has " + row.length
                        + " bytes instead of " + rowBytes());
            }
            all.put(row);
        }
        read(rows, all.flip());
    }

    @Override
    default void save(DataOutput out) throws IOException {
        for (int first = 0; first < rows(); first += CHUNK) {
            int[] chunk = KeptRows.range(first, Math.min(rows(), first + CHUNK));
            ByteBuffer bytes = ByteBuffer.allocate(chunk.length * rowBytes());
            write(chunk, bytes);
            out.write(bytes.array());
        }
    }

    @Override
    default void restore(DataInput in) throws IOException {
        for (int first = 0; first < rows(); first += CHUNK) {
            int[] chunk = KeptRows.range(first, Math.min(rows(), first + CHUNK));
            byte[] bytes = new byte[chunk.length * rowBytes()];
            in.readFully(bytes);
            read(chunk, ByteBuffer.wrap(bytes));
        }
        ready();
        changed().clear();
        changed().set(0, rows());
    }
}
