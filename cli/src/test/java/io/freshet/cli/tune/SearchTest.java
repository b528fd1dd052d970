package io.freshet.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchTest {
    private static final Space SPACE = new Space(List.of(
            new Range("learner.optimiser.row-rate", .001, 1, Range.Scale.LOG, false, 3),
            new Range("learner.optimiser.dense-rate", 0, 1, Range.Scale.LINEAR, false, 3),
            Choice.of("learner.encoder.type", List.of("exponential-kernel", "transformer"))));
    private static final Space SMALL = new Space(List.of(
            Choice.of("learner.batch.size", List.of("16", "32")), Choice.of("learner.seed", List.of("1", "2"))));

    @ParameterizedTest
    @EnumSource(SearchMethod.class)
    void triesEveryPointOfASmallSpaceOnceAndThenEnds(SearchMethod method) {
        List<Trial> done = run(method.search(SMALL, 10, 1), 10);

        assertThat(done).hasSize(4);
        assertThat(new HashSet<>(settings(done))).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(SearchMethod.class)
    void choosesTheSameForTheSameSeed(SearchMethod method) {
        assertThat(settings(run(method.search(SPACE, 8, 3), 8)))
                .isEqualTo(settings(run(method.search(SPACE, 8, 3), 8)));
        assertThat(settings(run(method.search(SPACE, 8, 3), 8)))
                .isNotEqualTo(settings(run(method.search(SPACE, 8, 4), 8)));
    }

    @Test
    void bayesComesNearerToTheTopThanRandomDraws() {
        double guided = 0;
        double drawn = 0;
        for (int seed = 1; seed <= 6; seed++) {
            guided += best(run(SearchMethod.BAYES.search(SPACE, 20, seed), 20));
            drawn += best(run(SearchMethod.RANDOM.search(SPACE, 20, seed), 20));
        }

        // of the score lost by the best of 20 draws, guided ones lose less than half
        assertThat(6 - guided).isLessThan((6 - drawn) / 2);
    }

    @Test
    void bayesGoesOnWhereTrialsFail() {
        BayesSearch search = new BayesSearch(SPACE, new SplittableRandom(1));
        List<Trial> done = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            Map<String, String> point = search.next(done);
            done.add(
                    i % 3 == 0
                            ? new Trial(i, point, null, 0, Map.of(), "exploded")
                            : new Trial(i, point, score(point), 0, Map.of(), null));
        }
        assertThat(new HashSet<>(settings(done))).hasSize(12);
    }

    private static List<Trial> run(Search search, int trials) {
        List<Trial> done = new ArrayList<>();
        for (int i = 1; i <= trials; i++) {
            Map<String, String> point = search.next(done);
            if (point == null) {
                break;
            }
            done.add(new Trial(i, point, score(point), 0, Map.of(), null));
        }
        return done;
    }

    /** A hill whose top, 1, is at .03 and .7 of the transformer. */
    private static double score(Map<String, String> point) {
        double row = Double.parseDouble(point.getOrDefault("learner.optimiser.row-rate", "1"));
        double dense = Double.parseDouble(point.getOrDefault("learner.optimiser.dense-rate", "1"));
        double away = Math.pow(Math.log10(row / .03), 2) + 4 * Math.pow(dense - .7, 2);
        return 1 - away - ("transformer".equals(point.get("learner.encoder.type")) ? 0 : .2);
    }

    private static double best(List<Trial> done) {
        return done.stream().mapToDouble(Trial::standing).max().orElseThrow();
    }

    private static List<Map<String, String>> settings(List<Trial> done) {
        return done.stream().map(Trial::settings).toList();
    }
}
