package io.freshet.learner.evaluate;

import java.util.Arrays;

/** A count for every item. */
final class DenseRow implements PairRow {
    /** An array that would be so many times longer than its columns gives way to a hash table. */
    private static final int SPARSE_SHARE = 16;

    private float[] counts;
    private int size;

    DenseRow(PairRow row, int items) {
        counts = new float[items];
        size = row.size();
        row.forEach((column, count) -> counts[column] = count);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public float count(int column) {
        return column < counts.length ? counts[column] : 0;
    }

    @Override
    public PairRow with(int column, float amount, int items) {
        if (column >= counts.length) {
            int length = items + items / 8;
            if ((long) size * SPARSE_SHARE < length) {
                return above(0).with(column, amount, items);
            }
            counts = Arrays.copyOf(counts, length);
        }
        size += counts[column] == 0 ? 1 : 0;
        counts[column] += amount;
        return this;
    }

    @Override
    public void addTo(Scoreboard scores, float weight) {
        scores.addAll(counts, weight);
    }

    @Override
    public PairRow above(float threshold) {
        SparseRow kept = new SparseRow();
        forEach((column, count) -> {
            if (count > threshold) {
                kept.append(column, count);
            }
        });
        return kept;
    }

    @Override
    public void forEach(Visitor visitor) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                visitor.visit(i, counts[i]);
            }
        }
    }
}
