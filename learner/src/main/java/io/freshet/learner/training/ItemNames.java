package io.freshet.learner.training;

import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What the items of the table's rows are called. The tables know items by their hashes; but whoever is to be told that
 * one has gone, knows it by its name.
 */
final class ItemNames implements KeptRows {
    private @Nullable String[] names = {};
    private int size;
    private final BitSet changed = new BitSet();

    /** Names a row that has no name. */
    void put(int row, String name) {
        if (row >= size) {
            grow(row + 1);
        }
        if (names[row] == null) {
            names[row] = name;
            changed.set(row);
        }
    }

    private void grow(int rows) {
        if (rows > names.length) {
            names = Arrays.copyOf(names, Math.max(rows, names.length + names.length / 2));
        }
        changed.set(size, rows);
        size = rows;
    }

    /** A row's name; null where it has none. */
    @Nullable
    String get(int row) {
        return row < size ? names[row] : null;
    }

    /** Takes a row's name away; null where it has none. */
    @Nullable
    String remove(int row) {
        if (row >= size) {
            return null;
        }
        String name = names[row];
        names[row] = null;
        changed.set(row);
        return name;
    }

    @Override
    public String name() {
        return "items.names";
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public byte[][] bytes(int[] rows) {
        byte[][] bytes = new byte[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            String name = names[rows[i]];
            bytes[i] = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    @Override
    public void take(int[] rows, byte[][] bytes) {
        for (int i = 0; i < rows.length; i++) {
            names[rows[i]] = bytes[i].length == 0 ? null : new String(bytes[i], StandardCharsets.UTF_8);
        }
    }

    /** Writes how many rows there are. */
    void saveRest(DataOutput out) throws IOException {
        out.writeInt(size);
    }

    /** Forgets all and reads how many rows there are; they have to follow. */
    void restoreRest(DataInput in) throws IOException {
        size = in.readInt();
        if (size < 0) {
            throw new IOException("the state is damaged: " + size + " names");
        }
        names = new String[size];
    }
}
