package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the row that a new item is found by begins: at what the values of its attributes say of such a row, each its part,
 * learnt online by normalised least mean squares (Widrow and Hoff 1960) from the rows of items that came.
 */
final class FirstRows implements KeptRows {
    /** Of the error, how much is made good at an item's event. */
    private static final double RATE = .1;
    /**
     * Items that may say the same: what more of them say tells none from the others, and rows that all begin at one place are
     * hard to tell apart for long.
     */
    private static final int RARE = 16;
    /** What only one item says helps no other, and a catalogue has as many of these as items. */
    private static final int SHARED = 2;

    private final ItemAttributes attributes;
    private final RowDictionary values;
    private final int width;
    private final BitSet changed = new BitSet();
    private float[] @Nullable [] weights = {};
    /** Each value's row: how many items have begun with it. */
    private int[] begun = {};

    FirstRows(FeatureLayout layout, RowDictionary values, int width) {
        this.attributes = ItemAttributes.of(layout);
        this.values = values;
        this.width = width;
        changed.set(0, RowDictionary.FIRST);
    }

    boolean none() {
        return attributes.slots().isEmpty();
    }

    /** The rows of an item's values that few say, each once. */
    int[] rowsOf(EventFeatures event) {
        return Arrays.stream(attributes.rows(event, values))
                .flatMapToInt(Arrays::stream)
                .filter(row -> row >= begun.length || begun[row] <= RARE)
                .distinct()
                .toArray();
    }

    /** (width): where the row of a new item with these values begins. */
    float[] begin(int[] of) {
        float[] row = predict(of);
        for (int value : of) {
            reserve(value);
            begun[value]++;
            changed.set(value);
        }
        return row;
    }

    /** (width): what is known of a row before its first event. */
    float[] predict(int[] of) {
        float[] sum = new float[width];
        for (int row : of) {
            float[] weight = row < weights.length ? weights[row] : null;
            if (weight != null) {
                for (int d = 0; d < width; d++) {
                    sum[d] += weight[d];
                }
            }
        }
        return sum;
    }

    /** @param row of the item, in it from {@code from} on */
    void learn(int[] known, float[] row, int from) {
        int[] of = Arrays.stream(known)
                .filter(value -> value < begun.length && begun[value] >= SHARED)
                .toArray();
        if (of.length == 0) {
            return;
        }
        float[] error = predict(of);
        float rate = (float) (RATE / of.length);
        for (int d = 0; d < width; d++) {
            error[d] = rate * (row[from + d] - error[d]);
        }
        for (int value : of) {
            float[] weight = own(value);
            for (int d = 0; d < width; d++) {
                weight[d] += error[d];
            }
            changed.set(value);
        }
    }

    private float[] own(int row) {
        reserve(row);
        float[] known = weights[row];
        if (known == null) {
            known = new float[width];
            weights[row] = known;
        }
        return known;
    }

    private void reserve(int row) {
        if (row >= weights.length) {
            weights = Arrays.copyOf(weights, Math.max(Math.max(1024, row + 1), 2 * weights.length));
            begun = Arrays.copyOf(begun, weights.length);
        }
    }

    /** A row has become another value's. */
    void forget(int row) {
        if (row < weights.length) {
            weights[row] = null;
            begun[row] = 0;
            changed.set(row);
        }
    }

    @Override
    public String name() {
        return "first-rows";
    }

    @Override
    public int rows() {
        return values.rows();
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public byte[][] bytes(int[] rows) {
        byte[][] bytes = new byte[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            reserve(rows[i]);
            float[] weight = weights[rows[i]];
            ByteBuffer into = ByteBuffer.allocate(Integer.BYTES + (weight == null ? 0 : width * Float.BYTES));
            into.putInt(begun[rows[i]]);
            if (weight != null) {
                into.asFloatBuffer().put(weight);
            }
            bytes[i] = into.array();
        }
        return bytes;
    }

    @Override
    public void take(int[] rows, byte[][] bytes) throws IOException {
        for (int i = 0; i < rows.length; i++) {
            int ofWeight = bytes[i].length - Integer.BYTES;
            if (ofWeight != 0 && ofWeight != width * Float.BYTES) {
                throw new IOException(
                        "the state is damaged: a row of " + name() + " has " + bytes[i].length + " bytes");
            }
            forget(rows[i]);
            reserve(rows[i]);
            ByteBuffer from = ByteBuffer.wrap(bytes[i]);
            begun[rows[i]] = from.getInt();
            if (ofWeight > 0) {
                from.asFloatBuffer().get(own(rows[i]));
            }
        }
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(weights, null);
        Arrays.fill(begun, 0);
    }
}
