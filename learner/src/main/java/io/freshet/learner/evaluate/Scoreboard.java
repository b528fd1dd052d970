package io.freshet.learner.evaluate;

import java.util.Arrays;

/**
 * Adds up the scores of candidates for one visit and ranks its item among them. Where few items have a score, only they
 * are looked at; the others, all at zero, are counted by their popularity. Scratch space: keeps nothing between visits.
 */
final class Scoreboard {
    /** Where the rows hold this share of all items, going through all is faster than noting which are touched. */
    private static final int ALL_SHARE = 4;

    private float[] scores = new float[0];
    private int[] touched = new int[0];
    private int touchedSize;
    private int items;
    private boolean all;

    /**
     * @param items that the stream has shown
     * @param columns how many scores the rows to come can touch at most
     */
    void begin(int items, long columns) {
        this.items = items;
        all = columns * ALL_SHARE >= items;
        touchedSize = 0;
        if (scores.length < items) {
            scores = new float[items + items / 8];
        }
        if (!all && touched.length < columns) {
            touched = new int[2 * (int) columns];
        }
    }

    /** Adds a weight times the counts of a {@link SparseRow}, all greater than 0. */
    void addAll(long[] entries, int size, float weight) {
        if (all) {
            addProduct(scores, entries, size, weight);
            return;
        }
        for (int i = 0; i < size; i++) {
            add(SparseRow.column(entries[i]), weight * SparseRow.count(entries[i]));
        }
    }

    /** Adds a weight times counts by item, 0 where there is none. */
    void addAll(float[] counts, float weight) {
        int end = Math.min(counts.length, items);
        if (all) {
            addProduct(scores, counts, end, weight);
            return;
        }
        for (int i = 0; i < end; i++) {
            if (counts[i] != 0) {
                add(i, weight * counts[i]);
            }
        }
    }

    /** Multiplies each item's score by its factor. */
    void scale(float[] factors) {
        if (all) {
            multiply(scores, factors, items);
            return;
        }
        for (int i = 0; i < touchedSize; i++) {
            scores[touched[i]] *= factors[touched[i]];
        }
    }

    /** The rank of the visit's item, popularity breaking ties; then all scores are zero again. */
    int rank(Visit visit, Popularity popularity) {
        int[] counts = popularity.counts();
        float mine = scores[visit.item()];
        int count = counts[visit.item()];
        int rank;
        if (mine > 0) {
            rank = all ? greater(scores, items, mine) + popularTies(mine, count, counts) : before(mine, count, counts);
        } else {
            // whoever has a score is before the target, whatever its count; the popular among them are counted already
            rank = popularity.atLeast(count)
                    + (all ? scoredAndRarer(scores, counts, items, count) : rarer(count, counts));
        }
        for (int item : visit.excluded()) {
            rank -= scores[item] > mine || (scores[item] == mine && counts[item] >= count) ? 1 : 0;
        }
        clear();
        return rank;
    }

    private void add(int item, float amount) {
        if (scores[item] == 0) {
            touched[touchedSize++] = item;
        }
        scores[item] += amount;
    }

    // The target is its own tie, and so counts as the one that makes ranks start at 1.
    private int before(float mine, int count, int[] counts) {
        int before = 0;
        for (int i = 0; i < touchedSize; i++) {
            float score = scores[touched[i]];
            before += score > mine || (score == mine && counts[touched[i]] >= count) ? 1 : 0;
        }
        return before;
    }

    private int rarer(int count, int[] counts) {
        int rarer = 0;
        for (int i = 0; i < touchedSize; i++) {
            rarer += counts[touched[i]] < count ? 1 : 0;
        }
        return rarer;
    }

    private int popularTies(float mine, int count, int[] counts) {
        int ties = 0;
        for (int i = 0; i < items; i++) {
            if (scores[i] == mine && counts[i] >= count) {
                ties++;
            }
        }
        return ties;
    }

    private void clear() {
        if (all) {
            Arrays.fill(scores, 0, items, 0);
            return;
        }
        for (int i = 0; i < touchedSize; i++) {
            scores[touched[i]] = 0;
        }
    }

    // From here on plain loops over arrays and locals, without branches: half of the items are before a middling
    // target, and a processor that guesses which loses more time than it takes to add up. Scores are at least 0, and
    // then the bits of floats are ordered as the floats are, and the sign of a difference is the comparison.

    private static int greater(float[] scores, int items, float mine) {
        int bits = Float.floatToRawIntBits(mine);
        int greater = 0;
        for (int i = 0; i < items; i++) {
            greater += bits - Float.floatToRawIntBits(scores[i]) >>> 31;
        }
        return greater;
    }

    private static int scoredAndRarer(float[] scores, int[] counts, int items, int count) {
        int found = 0;
        for (int i = 0; i < items; i++) {
            found += (-Float.floatToRawIntBits(scores[i]) & counts[i] - count) >>> 31;
        }
        return found;
    }

    private static void addProduct(float[] into, float[] counts, int end, float weight) {
        for (int i = 0; i < end; i++) {
            into[i] += weight * counts[i];
        }
    }

    private static void addProduct(float[] into, long[] entries, int size, float weight) {
        for (int i = 0; i < size; i++) {
            into[SparseRow.column(entries[i])] += weight * SparseRow.count(entries[i]);
        }
    }

    private static void multiply(float[] into, float[] factors, int end) {
        for (int i = 0; i < end; i++) {
            into[i] *= factors[i];
        }
    }
}
