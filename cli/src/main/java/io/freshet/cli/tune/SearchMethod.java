package io.freshet.cli.tune;

import java.util.Locale;
import java.util.SplittableRandom;

/** How points are chosen. */
public enum SearchMethod {
    GRID {
        @Override
        Search search(Space space, int trials, long seed) {
            return new GridSearch(space, trials, seed);
        }
    },
    RANDOM {
        @Override
        Search search(Space space, int trials, long seed) {
            return new RandomSearch(space, new SplittableRandom(seed));
        }
    },
    BAYES {
        @Override
        Search search(Space space, int trials, long seed) {
            return new BayesSearch(space, new SplittableRandom(seed));
        }
    };

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract Search search(Space space, int trials, long seed);
}
