package io.freshet.cli.tune;

import io.freshet.cli.run.UserMistake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Grid search: every combination of the settings' values; in random order where there are more of them than trials. */
final class GridSearch implements Search {
    private static final int MOST = 1_000_000;

    private final List<Map<String, String>> points;

    GridSearch(Space space, int trials, long seed) {
        List<Map<String, String>> all = new ArrayList<>();
        all.add(Map.of());
        for (Setting setting : space.settings()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> point : all) {
                for (String value : setting.grid()) {
                    Map<String, String> more = new LinkedHashMap<>(point);
                    more.put(setting.path(), value);
                    longer.add(more);
                }
            }
            if (longer.size() > MOST) {
                throw new UserMistake(
                        "--space: must have at most " + MOST + " combinations for a grid; take --method random");
            }
            all = longer;
        }
        if (all.size() > trials) {
            Collections.shuffle(all, new Random(seed));
        }
        points = all;
    }

    @Override
    public int most(int trials) {
        return Math.min(trials, points.size());
    }

    @Override
    public @Nullable Map<String, String> next(List<Trial> done) {
        return done.size() < points.size() ? points.get(done.size()) : null;
    }
}
