package io.freshet.learner.testing;

import io.freshet.learner.training.Learner;
import io.freshet.model.table.KeptRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What an incremental checkpoint keeps of a learner: the rows by number, and the rest. */
public final class Checkpoint {
    private final byte[] rest;
    private final Map<String, Map<Integer, byte[]>> rows;
    private final int crossed;

    private Checkpoint(byte[] rest, Map<String, Map<Integer, byte[]>> rows, int crossed) {
        this.rest = rest;
        this.rows = rows;
        this.crossed = crossed;
    }

    public static Checkpoint none() {
        return new Checkpoint(new byte[0], Map.of(), 0);
    }

    /** The next one after this: of rows, only those that changed are taken from the learner. */
    public Checkpoint next(Learner learner) throws IOException {
        Map<String, Map<Integer, byte[]>> all = new HashMap<>();
        rows.forEach((name, old) -> all.put(name, new TreeMap<>(old)));
        int taken = 0;
        for (KeptRows state : learner.rows()) {
            int[] changed = state.changed().stream().toArray();
            byte[][] bytes = state.bytes(changed);
            Map<Integer, byte[]> into = all.computeIfAbsent(state.name(), n -> new TreeMap<>());
            for (int i = 0; i < changed.length; i++) {
                into.put(changed[i], bytes[i]);
            }
            state.changed().clear();
            taken += changed.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        learner.saveRest(new DataOutputStream(out));
        return new Checkpoint(out.toByteArray(), all, taken);
    }

    public void restore(Learner learner) throws IOException {
        learner.restoreRest(new DataInputStream(new ByteArrayInputStream(rest)));
        for (KeptRows state : learner.rows()) {
            for (Map.Entry<Integer, byte[]> row : rows.get(state.name()).entrySet()) {
                if (row.getKey() < state.rows()) { // others are of before rows were forgotten
                    state.take(new int[] {row.getKey()}, new byte[][] {row.getValue()});
                }
            }
            state.ready();
            state.changed().clear();
        }
    }

    /** How many rows it took from the learner. */
    public int crossed() {
        return crossed;
    }

    /** The learner's whole state. */
    public static byte[] whole(Learner learner) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(out));
        return out.toByteArray();
    }
}
