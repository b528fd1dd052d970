package io.freshet.cli.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ojalgo.random.Normal;

/**
 * Bayesian optimisation (Snoek, Larochelle and Adams 2012, arXiv:1206.2944): a {@link GaussianProcess} of the scores so
 * far, and next the point from which it expects the largest improvement on the best of them, among points drawn evenly
 * and near the best.
 */
final class BayesSearch implements Search {
    private static final int LEAST_DRAWN = 5;
    private static final int EVENLY = 256;
    private static final int NEAR_EACH = 48;
    private static final int BEST = 3;
    private static final double LEAST_DEVIATION = 1e-12;

    private final Space space;
    private final RandomGenerator random;
    private final RandomSearch drawn;
    private final int first;

    BayesSearch(Space space, RandomGenerator random) {
        this.space = space;
        this.random = random;
        this.drawn = new RandomSearch(space, random);
        this.first = Math.max(LEAST_DRAWN, space.settings().size() + 1);
    }

    @Override
    public @Nullable Map<String, String> next(List<Trial> done) {
        List<Map<String, String>> candidates = done.size() < first ? List.of() : candidates(done);
        if (candidates.isEmpty()) {
            return drawn.next(done);
        }
        double[] scores = standardised(done);
        GaussianProcess process = new GaussianProcess(
                done.stream().map(trial -> space.coordinates(trial.settings())).toList(), scores);
        double best = max(scores);
        List<GaussianProcess.Expected> expected =
                process.at(candidates.stream().map(space::coordinates).toList());
        int most = 0;
        for (int i = 1; i < candidates.size(); i++) {
            most = improvement(expected.get(i), best) > improvement(expected.get(most), best) ? i : most;
        }
        return candidates.get(most);
    }

    private List<Map<String, String>> candidates(List<Trial> done) {
        Set<Map<String, String>> candidates = new LinkedHashSet<>();
        for (int i = 0; i < EVENLY; i++) {
            candidates.add(space.draw(random));
        }
        done.stream()
                .sorted(Comparator.comparingDouble(Trial::standing).reversed())
                .limit(BEST)
                .forEach(trial -> {
                    for (int i = 0; i < NEAR_EACH; i++) {
                        candidates.add(space.near(trial.settings(), random));
                    }
                });
        candidates.removeAll(RandomSearch.tried(done));
        return new ArrayList<>(candidates);
    }

    /** What a point is expected to have more than the best, where less counts as nothing. */
    private static double improvement(GaussianProcess.Expected at, double best) {
        if (at.deviation() < LEAST_DEVIATION) {
            return Math.max(0, at.mean() - best);
        }
        double z = (at.mean() - best) / at.deviation();
        Normal normal = Normal.standard();
        return (at.mean() - best) * normal.getDistribution(z) + at.deviation() * normal.getDensity(z);
    }

    /** Scores in deviations from their mean; a trial that failed is as bad as the worst that did not. */
    private static double[] standardised(List<Trial> done) {
        double worst = done.stream()
                .mapToDouble(Trial::standing)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double[] scores = done.stream()
                .mapToDouble(trial -> Math.max(worst, trial.standing()))
                .toArray();
        double mean = 0;
        for (double score : scores) {
            mean += score / scores.length;
        }
        double variance = 0;
        for (double score : scores) {
            variance += (score - mean) * (score - mean) / scores.length;
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (scores[i] - mean) / Math.max(LEAST_DEVIATION, Math.sqrt(variance));
        }
        return scores;
    }

    private static double max(double[] scores) {
        double best = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            best = Math.max(best, score);
        }
        return best;
    }
}
