package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How often each item row came lately: counts that halve every so many events. Kept as weights that grow with time
 * instead of fading (forward decay, Cormode et al. 2009), so that an event costs the same however many rows there are
 * and the order of two items that nobody touches never changes.
 */
final class Popularity {
    /** What a row weighs that has never come, in events of now: small, but with a logarithm. */
    private static final double UNSEEN = .1;
    /** Weights are brought back to the present before they outgrow a double. */
    private static final int HALF_LIVES_BEFORE_RENEWAL = 500;

    private final double halfLife;
    private double[] weights = new double[1024];
    private long events;
    private long origin;

    /** @param halfLife in events */
    Popularity(double halfLife) {
        this.halfLife = halfLife;
    }

    void add(int row) {
        if (row >= weights.length) {
            weights = Arrays.copyOf(weights, Math.max(row + 1, 2 * weights.length));
        }
        if (events - origin > HALF_LIVES_BEFORE_RENEWAL * halfLife) {
            double fade = Math.exp(-age());
            Arrays.setAll(weights, i -> weights[i] * fade);
            origin = events;
        }
        weights[row] += Math.exp(age());
        events++;
    }

    /**
     * The natural logarithm of the decayed count, short of the part that is the same for every row at one moment; so
     * values of different moments compare as if all had been read at once.
     */
    float logWeight(int row) {
        double weight = row < weights.length ? weights[row] : 0;
        double log = weight > 0 ? Math.log(weight) : Math.log(UNSEEN) + age();
        return (float) (log + origin / halfLife * Math.log(2));
    }

    /** What {@link #logWeight} is of a row that came once just now: subtracting it gives the log decayed count. */
    double logNow() {
        return events / halfLife * Math.log(2);
    }

    private double age() {
        return (events - origin) / halfLife * Math.log(2);
    }

    void save(DataOutput out, int rows) throws IOException {
        out.writeLong(events);
        out.writeLong(origin);
        out.writeInt(rows);
        for (int row = 0; row < rows; row++) {
            out.writeDouble(row < weights.length ? weights[row] : 0);
        }
    }

    void restore(DataInput in) throws IOException {
        events = in.readLong();
        origin = in.readLong();
        int rows = in.readInt();
        weights = new double[Math.max(1024, rows)];
        for (int row = 0; row < rows; row++) {
            weights[row] = in.readDouble();
        }
    }
}
