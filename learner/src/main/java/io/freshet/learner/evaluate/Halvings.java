package io.freshet.learner.evaluate;

import it.unimi.dsi.fastutil.HashCommon;

/**
 * Turns values without an order, such as categories and words, into shares that have a mean: all values fall into two
 * halves at random, a few times over, and when how often they come changes, so does the share of most halves. Nothing has
 * to be known of the values, nothing has to be learnt of them, and a stream that stays gives shares that stay.
 */
final class Halvings {
    /** A change that leaves one halving's share as it was will show in another. */
    static final int COUNT = 4;

    private static final long SEED = 0x51_7C_C1_B7_27_22_0A_95L;

    private Halvings() {}

    /** 1 where the value is in the upper half of one halving, else 0. */
    static int half(long id, int halving) {
        return (int) (HashCommon.murmurHash3(id ^ SEED) >>> halving & 1);
    }

    /** The share of values in the upper half; those without a value count as one of their own. */
    static double share(long[] ids, int from, int count, int halving) {
        int upper = 0;
        int given = 0;
        for (int i = from; i < from + count; i++) {
            if (ids[i] != 0) {
                given++;
                upper += half(ids[i], halving);
            }
        }
        return given == 0 ? half(0, halving) : (double) upper / given;
    }
}
