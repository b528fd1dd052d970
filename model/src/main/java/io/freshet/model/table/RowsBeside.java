package io.freshet.model.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Two states of the same rows as one, for what changes together.
 *
 * @param left changes wherever the other does
 */
public record RowsBeside(RowState left, RowState right) implements RowState {
    @Override
    public String name() {
        return left.name();
    }

    @Override
    public int rows() {
        return left.rows();
    }

    @Override
    public int rowBytes() {
        return left.rowBytes() + right.rowBytes();
    }

    @Override
    public BitSet changed() {
        return left.changed();
    }

    @Override
    public void write(int[] rows, ByteBuffer into) {
        ByteBuffer ofLeft = ByteBuffer.allocate(rows.length * left.rowBytes());
        ByteBuffer ofRight = ByteBuffer.allocate(rows.length * right.rowBytes());
        left.write(rows, ofLeft);
        right.write(rows, ofRight);
        for (int i = 0; i < rows.length; i++) {
            into.put(ofLeft.array(), i * left.rowBytes(), left.rowBytes());
            into.put(ofRight.array(), i * right.rowBytes(), right.rowBytes());
        }
    }

    @Override
    public void read(int[] rows, ByteBuffer from) throws IOException {
        ByteBuffer ofLeft = ByteBuffer.allocate(rows.length * left.rowBytes());
        ByteBuffer ofRight = ByteBuffer.allocate(rows.length * right.rowBytes());
        for (int i = 0; i < rows.length; i++) {
            from.get(ofLeft.array(), i * left.rowBytes(), left.rowBytes());
            from.get(ofRight.array(), i * right.rowBytes(), right.rowBytes());
        }
        left.read(rows, ofLeft);
        right.read(rows, ofRight);
    }

    @Override
    public void ready() {
        left.ready();
        right.ready();
    }
}
