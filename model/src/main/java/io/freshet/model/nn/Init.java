package io.freshet.model.nn;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a parameter starts. */
@FunctionalInterface
public interface Init {
    void fill(float[] buffer, int from, int to, RandomGenerator random);

    static Init constant(double value) {
        return (buffer, from, to, random) -> Arrays.fill(buffer, from, to, (float) value);
    }

    static Init zeros() {
        return constant(0);
    }

    static Init ones() {
        return constant(1);
    }

    static Init normal(double deviation) {
        return (buffer, from, to, random) -> {
            for (int i = from; i < to; i++) {
                buffer[i] = (float) (random.nextGaussian() * deviation);
            }
        };
    }

    /** Uniform between plus and minus a bound. */
    static Init uniform(double bound) {
        return (buffer, from, to, random) -> {
            for (int i = from; i < to; i++) {
                buffer[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        };
    }

    /** Glorot and Bengio's uniform start (2010), PyTorch's for attention. */
    static Init xavier(long fanIn, long fanOut) {
        return uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
    }

    /** PyTorch's start of a linear layer's weight and bias. */
    static Init fanIn(long fanIn) {
        return uniform(1 / Math.sqrt(fanIn));
    }
}
