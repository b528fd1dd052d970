package io.freshet.bench.leaderboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stream's line of the table.
 *
 * @param floors the pass of the floors
 * @param runs by seed
 * @param defaults the runs of the pipeline as it stands, of seeds that are known; empty where these are they
 */
record Standing(String stream, RunResult floors, SortedMap<Long, RunResult> runs, SortedMap<Long, RunResult> defaults) {
    private static final String HR10 = ".hr10";
    private static final String NDCG10 = ".ndcg10";

    Spread of(String figure) {
        return over(run -> run.figure(figure));
    }

    Spread eventsPerSecond() {
        return over(RunResult::eventsPerSecond);
    }

    Spread wallSeconds() {
        return over(RunResult::wallSeconds);
    }

    private Spread over(ToDoubleFunction<RunResult> figure) {
        return Spread.of(runs.values().stream().map(figure::applyAsDouble).toList());
    }

    /** What these runs have more than the defaults, seed by seed; null where no seed is known of both. */
    @Nullable
    Spread againstDefaults(String figure) {
        List<Double> more = new ArrayList<>();
        runs.forEach((seed, run) -> {
            RunResult before = defaults.get(seed);
            if (before != null) {
                more.add(run.figure(figure) - before.figure(figure));
            }
        });
        return more.isEmpty() ? null : Spread.of(more);
    }

    /** A floor's scores. */
    record Floor(String name, double hr10, double ndcg10) {}

    /** The floors by name. */
    SortedMap<String, Floor> floorScores() {
        SortedMap<String, Floor> scores = new TreeMap<>();
        for (Map.Entry<String, Double> figure : floors.figures().entrySet()) {
            String name = figure.getKey().replace(HR10, "");
            if (figure.getKey().endsWith(HR10) && !name.contains(".")) {
                scores.put(name, new Floor(name, figure.getValue(), floors.figure(name + NDCG10)));
            }
        }
        return scores;
    }

    /** The highest HR@10 and the highest NDCG@10, named by whose the first is. */
    Floor bestFloor() {
        Floor best = new Floor("none", Double.NaN, Double.NaN);
        double gain = Double.NaN;
        for (Floor floor : floorScores().values()) {
            best = floor.hr10() <= best.hr10() ? best : floor;
            gain = floor.ndcg10() <= gain ? gain : floor.ndcg10();
        }
        return new Floor(best.name(), best.hr10(), gain);
    }
}
