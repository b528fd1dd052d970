package io.freshet.learner.operator;

import io.freshet.model.table.KeptRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/**
 * The learner's rows as entries of keyed state under one key. Only rows that have changed are put, and a backend that
 * takes incremental checkpoints writes only what was put.
 */
final class RowStore {

    private final Map<KeptRows, MapState<Integer, byte[]>> entries = new LinkedHashMap<>();
    private final Map<KeptRows, Integer> written = new HashMap<>();

    RowStore(KeyedStateStore store, List<KeptRows> states) {
        if (states.stream().map(KeptRows::name).distinct().count() < states.size()) {
            throw new IllegalArgumentException("two of a learner's row states have one name");
        }
        for (KeptRows state : states) {
            entries.put(
                    state,
                    store.getMapState(new MapStateDescriptor<>(
                            "rows." + state.name(), IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE)));
        }
    }

    /** Puts the rows that have changed since the last time. */
    void write() throws Exception {
        for (Map.Entry<KeptRows, MapState<Integer, byte[]>> entry : entries.entrySet()) {
            KeptRows state = entry.getKey();
            BitSet changed = state.changed();
            for (int first = 0; first < state.rows(); ) {
                int[] rows = next(changed, first);
                put(state, entry.getValue(), rows);
                first = rows.length == 0 ? state.rows() : rows[rows.length - 1] + 1;
            }
            changed.clear();
            takeAway(entry.getValue(), state.rows(), written.getOrDefault(state, 0));
            written.put(state, state.rows());
        }
    }

    /** What was taken away from the end must not stay behind in a checkpoint. */
    private static void takeAway(MapState<Integer, byte[]> from, int first, int end) throws Exception {
        for (int row = first; row < end; row++) {
            from.remove(row);
        }
    }

    private static int[] next(BitSet changed, int first) {
        int[] rows = new int[KeptRows.CHUNK];
        int count = 0;
        for (int row = changed.nextSetBit(first); row >= 0 && count < rows.length; row = changed.nextSetBit(row + 1)) {
            rows[count++] = row;
        }
        return Arrays.copyOf(rows, count);
    }

    private static void put(KeptRows state, MapState<Integer, byte[]> into, int[] rows) throws Exception {
        if (rows.length == 0) {
            return;
        }
        byte[][] bytes = state.bytes(rows);
        Map<Integer, byte[]> chunk = new HashMap<>(2 * rows.length);
        for (int i = 0; i < rows.length; i++) {
            chunk.put(rows[i], bytes[i]);
        }
        into.putAll(chunk);
    }

    /** Reads all rows; the learner knows how many there are. Entries beyond are of before it went back to a snapshot. */
    void read() throws Exception {
        for (Map.Entry<KeptRows, MapState<Integer, byte[]>> entry : entries.entrySet()) {
            read(entry.getKey(), entry.getValue());
            written.put(entry.getKey(), entry.getKey().rows());
        }
    }

    private static void read(KeptRows state, MapState<Integer, byte[]> from) throws Exception {
        int[] rows = new int[KeptRows.CHUNK];
        byte[][] bytes = new byte[KeptRows.CHUNK][];
        List<Integer> left = new ArrayList<>();
        int count = 0;
        int found = 0;
        for (Map.Entry<Integer, byte[]> row : from.entries()) {
            if (row.getKey() >= state.rows()) {
                left.add(row.getKey());
                continue;
            }
            rows[count] = row.getKey();
            bytes[count] = row.getValue();
            count++;
            found++;
            if (count == rows.length) {
                state.take(rows, bytes);
                count = 0;
            }
        }
        state.take(Arrays.copyOf(rows, count), Arrays.copyOf(bytes, count));
        for (Integer row : left) {
            from.remove(row);
        }
        if (found != state.rows()) {
            throw new IOException(
                    "the state is damaged: " + found + " of " + state.rows() + " rows of " + state.name());
        }
        state.ready();
        state.changed().clear();
    }
}
