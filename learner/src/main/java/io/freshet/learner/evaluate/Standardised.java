package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Brings a number into the range from 0 to 1 that detectors are made for: in deviations from the mean, both of a first
 * part of the stream that stays the measure, and clipped at three.
 */
final class Standardised {
    /** Values that the measure is taken of; they are not given on. */
    static final int MEASURED = 1_000;

    private static final double MOST = 3; // deviations

    private long values;
    private double mean;
    private double squares;

    /** A value by the measure; NaN where the measure is still being taken. */
    double add(double value) {
        if (values < MEASURED) {
            values++;
            double distance = value - mean;
            mean += distance / values;
            squares += distance * (value - mean);
            return Double.NaN;
        }
        double deviation = Math.sqrt(squares / values);
        // a number that never varied: whatever else comes is far away
        double distance = value == mean ? 0 : (value - mean) / deviation;
        return (Math.max(-MOST, Math.min(MOST, distance)) + MOST) / (2 * MOST);
    }

    void startAnew() {
        values = 0;
        mean = 0;
        squares = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(values);
        out.writeDouble(mean);
        out.writeDouble(squares);
    }

    void restore(DataInput in) throws IOException {
        values = in.readLong();
        mean = in.readDouble();
        squares = in.readDouble();
    }
}
