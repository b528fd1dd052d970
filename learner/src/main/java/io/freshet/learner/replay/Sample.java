package io.freshet.learner.replay;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random draws that are decided by a seed and a number, not by a generator's state, so that nothing has to be kept. */
final class Sample {
    private Sample() {}

    /** The generator of one draw. */
    static SplittableRandom random(long seed, long number) {
        return new SplittableRandom(HashCommon.murmurHash3(HashCommon.murmurHash3(seed) + number));
    }

    /** So many different rows, or all. Floyd's way: as many draws as rows, whatever there is to choose from. */
    static <T> List<T> of(List<T> all, int count, SplittableRandom random) {
        int wanted = Math.min(count, all.size());
        IntOpenHashSet places = new IntOpenHashSet(wanted);
        List<T> rows = new ArrayList<>(wanted);
        for (int last = all.size() - wanted; last < all.size(); last++) {
            int drawn = random.nextInt(last + 1);
            int place = places.add(drawn) ? drawn : last;
            places.add(place);
            rows.add(all.get(place));
        }
        return rows;
    }
}
