package io.freshet.learner.memory;

import io.freshet.model.table.RowDictionary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What an entity takes, the new or the known: how popular its last items are, lately and ever, against those of everybody.
 * Times an item's own popularity it lets a blend weigh popularity for each entity by itself.
 */
final class Taste {
    static final int[] OF = {Fashions.LATELY, Fashions.EVER};

    private static final double FADE = .8;
    /** How many average items each entity is thought to have had. */
    private static final double PRIOR = 1;
    /** Over how many entities everybody is averaged. */
    private static final double SPAN = 5000;

    private final Fashions fashions;
    private final double[] everybody = new double[OF.length];
    private double seen;

    Taste(Fashions fashions) {
        this.fashions = fashions;
    }

    /**
     * By how much an entity's items are more popular than everybody's, each of {@link #OF}.
     *
     * @param history rows of its items, the last one first
     */
    double[] of(int[] history) {
        double[] taste = new double[OF.length];
        double total = weight(history);
        if (total > 0) {
            for (int i = 0; i < OF.length; i++) {
                taste[i] = (sum(history, OF[i]) / total - everybody[i]) * total / (total + PRIOR);
            }
        }
        return taste;
    }

    /** Takes an entity into what everybody's items are. */
    void add(int[] history) {
        double total = weight(history);
        if (total > 0) {
            seen = Math.min(seen + 1, SPAN);
            for (int i = 0; i < OF.length; i++) {
                everybody[i] += (sum(history, OF[i]) / total - everybody[i]) / seen;
            }
        }
    }

    private static double weight(int[] history) {
        double total = 0;
        double weight = 1;
        for (int row : history) {
            if (row >= RowDictionary.FIRST) {
                total += weight;
                weight *= FADE;
            }
        }
        return total;
    }

    /** Short of the division by {@link #weight}. */
    private double sum(int[] history, int which) {
        double sum = 0;
        double weight = 1;
        for (int row : history) {
            if (row >= RowDictionary.FIRST) {
                sum += weight * fashions.logCount(row, which);
                weight *= FADE;
            }
        }
        return sum;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(seen);
        for (double mean : everybody) {
            out.writeDouble(mean);
        }
    }

    void restore(DataInput in) throws IOException {
        seen = in.readDouble();
        for (int i = 0; i < everybody.length; i++) {
            everybody[i] = in.readDouble();
        }
    }
}
