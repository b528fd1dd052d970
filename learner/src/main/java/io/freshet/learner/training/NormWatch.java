package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Whether the norm of the gradient is far above its median of late. */
final class NormWatch {
    private static final int WINDOW = 127;
    private static final int FEWEST = 32;

    private final double factor;
    private final double[] recent = new double[WINDOW];
    private long seen;

    NormWatch(double factor) {
        this.factor = factor;
    }

    /** Whether a norm is so far above that the step cannot be trusted; else it joins the median. */
    boolean isExploding(double norm) {
        // the median costs a sort: only for a norm that may be far above
        if (seen >= FEWEST && norm > factor * least() && norm > factor * median()) {
            return true;
        }
        add(norm);
        return false;
    }

    void add(double norm) {
        recent[(int) (seen++ % WINDOW)] = norm;
    }

    double median() {
        double[] sorted = Arrays.copyOf(recent, (int) Math.min(seen, WINDOW));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private double least() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(seen, WINDOW); i++) {
            least = Math.min(least, recent[i]);
        }
        return least;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        for (double norm : recent) {
            out.writeDouble(norm);
        }
    }

    void restore(DataInput in) throws IOException {
        seen = in.readLong();
        for (int i = 0; i < WINDOW; i++) {
            recent[i] = in.readDouble();
        }
    }
}
