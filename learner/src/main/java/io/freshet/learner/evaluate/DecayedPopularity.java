package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Everyone gets what most visits went to of late: a visit counts half after a number of events. */
public final class DecayedPopularity implements Floor {
    /** Half-lives after which all weights are scaled down, well before a double overflows. */
    private static final int RESCALE = 500;

    private final int halfLifeEvents;
    private long events;
    // Old weights never shrink; new visits weigh more: 2^((events - scaledAt) / halfLife).
    private long scaledAt;
    private double[] weights = new double[0];
    private int items;
    private final SortedWeights sorted = new SortedWeights();

    public DecayedPopularity(int halfLifeEvents) {
        this.halfLifeEvents = halfLifeEvents;
    }

    @Override
    public String name() {
        return "popularity-decayed";
    }

    double weight(int item) {
        return weights[item];
    }

    /** How many items weigh at least so much. */
    int atLeast(double weight) {
        return sorted.atLeast(weight);
    }

    @Override
    public int rank(Visit visit) {
        double mine = weights[visit.item()];
        int rank = atLeast(mine);
        for (int item : visit.excluded()) {
            rank -= weights[item] >= mine ? 1 : 0;
        }
        return rank;
    }

    @Override
    public void learn(Visit visit) {
        events++;
        if (events - scaledAt > (long) RESCALE * halfLifeEvents) {
            scaleDown();
        }
        int item = visit.item();
        if (item >= weights.length) {
            weights = Arrays.copyOf(weights, Math.max(64, 2 * weights.length));
        }
        if (item >= items) {
            items = item + 1;
        } else {
            sorted.remove(weights[item]);
        }
        weights[item] += StrictMath.pow(2, (double) (events - scaledAt) / halfLifeEvents);
        sorted.add(weights[item]);
    }

    // By a power of two, so that no two different weights become equal unless both have long faded to nothing.
    private void scaleDown() {
        scaledAt += (long) RESCALE * halfLifeEvents;
        for (int i = 0; i < items; i++) {
            weights[i] = Math.scalb(weights[i], -RESCALE);
        }
        sorted.replaceAll(Arrays.copyOf(weights, items));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(events);
        out.writeLong(scaledAt);
        out.writeInt(items);
        for (int i = 0; i < items; i++) {
            out.writeDouble(weights[i]);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        events = in.readLong();
        scaledAt = in.readLong();
        items = Floors.size(in);
        weights = new double[items];
        for (int i = 0; i < items; i++) {
            weights[i] = in.readDouble();
        }
        sorted.replaceAll(weights);
    }
}
