package io.freshet.model.table;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Row states as a checkpoint sees them: a map from rows to bytes. */
final class RowStates {
    private RowStates() {}

    /** Writes the changed rows, and says how many they were. */
    static int changed(RowState state, Map<Integer, byte[]> into) {
        int[] rows = state.changed().stream().toArray();
        ByteBuffer bytes = ByteBuffer.allocate(rows.length * state.rowBytes());
        state.write(rows, bytes);
        for (int i = 0; i < rows.length; i++) {
            byte[] row = new byte[state.rowBytes()];
            bytes.get(i * row.length, row);
            into.put(rows[i], row);
        }
        state.changed().clear();
        return rows.length;
    }

    static void restore(RowState state, Map<Integer, byte[]> from) throws IOException {
        for (Map.Entry<Integer, byte[]> row : from.entrySet()) {
            state.read(new int[] {row.getKey()}, ByteBuffer.wrap(row.getValue()));
        }
        state.ready();
    }

    static byte[] all(RowState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
