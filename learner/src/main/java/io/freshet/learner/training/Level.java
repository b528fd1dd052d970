package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The running level of a length that may grow slowly but not at once. */
final class Level {
    private static final double KEPT = .9;

    private final double floor;
    private double level = Double.NaN;

    /** @param floor the least that counts as the level, so that what begins near nothing may grow */
    Level(double floor) {
        this.floor = floor;
    }

    /** Whether a value is more than so many times the level; else the level moves towards it. */
    boolean isFarAbove(double value, double factor) {
        if (value > factor * Math.max(level, floor)) {
            return true;
        }
        follow(value);
        return false;
    }

    private void follow(double value) {
        level = Double.isNaN(level) ? value : KEPT * level + (1 - KEPT) * value;
    }

    double value() {
        return level;
    }

    /** Forgets what went before. */
    void startAt(double value) {
        level = value;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(level);
    }

    void restore(DataInput in) throws IOException {
        level = in.readDouble();
    }
}
