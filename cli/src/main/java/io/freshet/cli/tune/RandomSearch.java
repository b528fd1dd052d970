package io.freshet.cli.tune;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random search (Bergstra and Bengio 2012, JMLR 13): points drawn independently, none of them twice. */
final class RandomSearch implements Search {
    // after so many draws of known points a space is taken to have no others
    private static final int DRAWS = 1_000;

    private final Space space;
    private final RandomGenerator random;

    RandomSearch(Space space, RandomGenerator random) {
        this.space = space;
        this.random = random;
    }

    @Override
    public @Nullable Map<String, String> next(List<Trial> done) {
        Set<Map<String, String>> tried = tried(done);
        for (int i = 0; i < DRAWS; i++) {
            Map<String, String> point = space.draw(random);
            if (!tried.contains(point)) {
                return point;
            }
        }
        return null;
    }

    static Set<Map<String, String>> tried(List<Trial> done) {
        Set<Map<String, String>> tried = new HashSet<>();
        done.forEach(trial -> tried.add(trial.settings()));
        return tried;
    }
}
