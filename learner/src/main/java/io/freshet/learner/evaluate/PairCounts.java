package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts of pairs of items, by row. A row with few columns is a hash table, one with many a plain array that the
 * processor adds up eight at a time. When there are too many pairs, the rarest are forgotten.
 */
final class PairCounts {
    private final long maxPairs;
    private @Nullable PairRow[] rows = new PairRow[0];
    private long pairs;

    PairCounts(long maxPairs) {
        this.maxPairs = maxPairs;
    }

    long pairs() {
        return pairs;
    }

    /** How many columns a row has. */
    int columns(int row) {
        PairRow found = row(row);
        return found == null ? 0 : found.size();
    }

    float count(int row, int column) {
        PairRow found = row(row);
        return found == null ? 0 : found.count(column);
    }

    /**
     * @param amount a whole number, which floats add up exactly to 16 million
     * @param items how many items there are, which bounds a row
     */
    void add(int row, int column, int amount, int items) {
        if (row >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(row + 1, Math.max(64, 2 * rows.length)));
        }
        PairRow found = rows[row];
        if (found == null) {
            found = new SparseRow();
        }
        int before = found.size();
        found = found.with(column, amount, items);
        rows[row] = found;
        pairs += found.size() - before;
        if (pairs > maxPairs) {
            forgetRarest();
        }
    }

    /** Adds a row's counts times a weight to the scores. */
    void addTo(Scoreboard scores, int row, float weight) {
        PairRow found = row(row);
        if (found != null) {
            found.addTo(scores, weight);
        }
    }

    private @Nullable PairRow row(int row) {
        return row < rows.length ? rows[row] : null;
    }

    /**
     * Writes all pairs.
     *
     * @param symmetric whether each pair stands in both rows, so that one of them is enough
     */
    void save(DataOutput out, boolean symmetric) throws IOException {
        RowBytes bytes = new RowBytes();
        out.writeInt(rows.length);
        for (int i = 0; i < rows.length; i++) {
            PairRow row = rows[i];
            bytes.write(row == null ? new SparseRow() : row, symmetric ? i : 0, out);
        }
    }

    /** @param items how many items there are */
    void restore(DataInput in, int items, boolean symmetric) throws IOException {
        int saved = Floors.size(in);
        rows = new PairRow[Math.max(saved, items)];
        pairs = 0;
        RowBytes bytes = new RowBytes();
        for (int i = 0; i < saved; i++) {
            int row = i;
            bytes.read(in, items, (column, count) -> {
                add(row, column, (int) count, items);
                if (symmetric) {
                    add(column, row, (int) count, items);
                }
            });
        }
    }

    // A fourth at least goes at a time, so that the next time is far off.
    private void forgetRarest() {
        for (float threshold = 1; pairs > maxPairs - maxPairs / 4; threshold *= 2) {
            pairs = 0;
            for (int i = 0; i < rows.length; i++) {
                PairRow found = rows[i];
                if (found != null) {
                    found = found.above(threshold);
                    rows[i] = found.size() == 0 ? null : found;
                    pairs += found.size();
                }
            }
        }
    }
}
