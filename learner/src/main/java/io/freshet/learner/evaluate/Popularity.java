package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Everyone gets what most visits went to so far. */
public final class Popularity implements Floor {
    private int[] counts = new int[0];
    private int items;
    private final SortedWeights sorted = new SortedWeights();

    @Override
    public String name() {
        return "popularity";
    }

    /** How many items have been visited. */
    int items() {
        return items;
    }

    /** Visits to an item so far. */
    int count(int item) {
        return item < items ? counts[item] : 0;
    }

    /** Visits by item; longer than the items seen. */
    int[] counts() {
        return counts;
    }

    /** How many items had at least so many visits. */
    int atLeast(int count) {
        return sorted.atLeast(count);
    }

    @Override
    public int rank(Visit visit) {
        int mine = counts[visit.item()];
        int rank = atLeast(mine);
        for (int item : visit.excluded()) {
            rank -= counts[item] >= mine ? 1 : 0;
        }
        return rank;
    }

    @Override
    public void learn(Visit visit) {
        int item = visit.item();
        if (item >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(64, 2 * counts.length));
        }
        if (item >= items) {
            items = item + 1;
        } else {
            sorted.remove(counts[item]);
        }
        sorted.add(++counts[item]);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(items);
        for (int i = 0; i < items; i++) {
            out.writeInt(counts[i]);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        items = Floors.size(in);
        counts = new int[items];
        double[] weights = new double[items];
        for (int i = 0; i < items; i++) {
            counts[i] = in.readInt();
            weights[i] = counts[i];
        }
        sorted.replaceAll(weights);
    }
}
