package io.freshet.learner.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Draws a part of a batch. */
final class Sampling {
    private Sampling() {}

    /** A random share, without replacement and in the order given, of what fits. */
    static <T> List<T> share(List<T> all, double share, SplittableRandom random, Predicate<T> fits) {
        List<T> fitting = all.stream().filter(fits).toList();
        int wanted = (int) Math.min(fitting.size(), Math.ceil(share * all.size()));
        List<T> chosen = new ArrayList<>(wanted);
        // selection sampling: each is taken with the probability that is still needed
        for (int i = 0; i < fitting.size() && chosen.size() < wanted; i++) {
            if (random.nextInt(fitting.size() - i) < wanted - chosen.size()) {
                chosen.add(fitting.get(i));
            }
        }
        return chosen;
    }
}
