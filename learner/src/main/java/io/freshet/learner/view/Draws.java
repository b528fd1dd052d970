package io.freshet.learner.view;

import it.unimi.dsi.fastutil.HashCommon;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random draws that depend on counters alone, so that a run that starts again draws what it drew before. */
public final class Draws {
    private Draws() {}

    /** @param counters such as the step and the place in the batch; each combination gives a generator of its own */
    public static RandomGenerator at(long seed, long... counters) {
        long state = HashCommon.murmurHash3(seed + 1);
        for (long counter : counters) {
            // each is mixed on its own: sums of counters would make neighbours share their draws
            state = HashCommon.murmurHash3(state ^ HashCommon.mix(counter + 1));
        }
        return new SplittableRandom(state);
    }

    /** So many different numbers from 0 to n - 1, in ascending order. */
    static int[] distinct(int n, int count, RandomGenerator random) {
        int[] numbers = new int[n];
        Arrays.setAll(numbers, i -> i);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(n - i);
            int number = numbers[other];
            numbers[other] = numbers[i];
            numbers[i] = number;
        }
        int[] drawn = Arrays.copyOf(numbers, Math.max(0, count));
        Arrays.sort(drawn);
        return drawn;
    }
}
