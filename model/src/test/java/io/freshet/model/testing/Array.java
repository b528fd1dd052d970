package io.freshet.model.testing;

import io.freshet.model.program.Shape;
import java.util.Arrays;
import java.util.Random;

/** Numbers with a shape, on the Java side. */
public record Array(long[] lengths, double[] values) {
    public static Array of(long[] lengths, double... values) {
        return new Array(lengths, values);
    }

    /** Uniform numbers between two bounds. */
    public static Array uniform(long seed, double from, double to, long... lengths) {
        Random random = new Random(seed);
        int size = (int) Arrays.stream(lengths).reduce(1, Math::multiplyExact);
        return new Array(
                lengths,
                random.doubles(size, 0, 1).map(u -> from + (to - from) * u).toArray());
    }

    public static Array random(long seed, long... lengths) {
        return uniform(seed, -2, 2, lengths);
    }

    public Shape shape() {
        return Shape.of(lengths);
    }

    public double at(int... index) {
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            flat = flat * (int) lengths[axis] + index[axis];
        }
        return values[flat];
    }

    /** The part at one index of the first axis. */
    public Array row(int index) {
        int width = values.length / (int) lengths[0];
        return new Array(
                Arrays.copyOfRange(lengths, 1, lengths.length),
                Arrays.copyOfRange(values, index * width, (index + 1) * width));
    }

    public Array with(int flat, double value) {
        double[] changed = values.clone();
        changed[flat] = value;
        return new Array(lengths, changed);
    }

    public long[] longs() {
        return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
    }

    public boolean[] booleans() {
        boolean[] all = new boolean[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i] != 0;
        }
        return all;
    }
}
