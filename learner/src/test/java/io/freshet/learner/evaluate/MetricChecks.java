package io.freshet.learner.evaluate;

import io.freshet.model.testing.Array;
import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What each metric's golden file is compared with. */
public final class MetricChecks {
    private MetricChecks() {}

    /** Item of a golden file to its check. */
    public static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("align_uniform", MetricChecks::alignmentAndUniformity);
        checks.put("anisotropy", MetricChecks::anisotropy);
        checks.put("feature_std", MetricChecks::deviation);
        checks.put("knn_probe", MetricChecks::neighbourProbe);
        checks.put("ranking", MetricChecks::ranking);
        checks.put("rankme", MetricChecks::effectiveRank);
        return checks;
    }

    private static void ranking(Golden golden) {
        double[][] scores = rows(golden, "scores");
        double[] targets = golden.input("target").values();
        double[] cutOffs = golden.parameters("ks");

        int[] ranks = new int[scores.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = Ranking.of(scores[i], (int) targets[i]);
        }

        golden.check("rank", Arrays.stream(ranks).asDoubleStream().toArray());
        golden.check(
                "hr",
                Arrays.stream(cutOffs)
                        .map(k -> Arrays.stream(ranks)
                                .mapToDouble(r -> Ranking.hit(r, (int) k))
                                .average()
                                .orElseThrow())
                        .toArray());
        golden.check(
                "ndcg",
                Arrays.stream(cutOffs)
                        .map(k -> Arrays.stream(ranks)
                                .mapToDouble(r -> Ranking.discountedGain(r, (int) k))
                                .average()
                                .orElseThrow())
                        .toArray());
        golden.check(
                "mrr",
                Arrays.stream(cutOffs)
                        .map(k -> Arrays.stream(ranks)
                                .mapToDouble(r -> Ranking.reciprocal(r, (int) k))
                                .average()
                                .orElseThrow())
                        .toArray());
    }

    private static void alignmentAndUniformity(Golden golden) {
        float[][] x = floats(golden, "x");
        float[][] y = floats(golden, "y");
        double t = golden.parameter("t");

        // of the metric there are only values; gradients are an objective's
        golden.leaveOut("grad_align_x", "grad_uniform_x");
        golden.check("align", Alignment.of(x, y, golden.parameter("alpha")));
        golden.check("uniform_x", Uniformity.of(x, t));
        golden.check("uniform", (Uniformity.of(x, t) + Uniformity.of(y, t)) / 2);
    }

    private static void anisotropy(Golden golden) {

        golden.check("anisotropy", Anisotropy.of(floats(golden, "x")));
        golden.check("centered", Anisotropy.centred(floats(golden, "x")));
    }

    private static void deviation(Golden golden) {

        golden.check("collapse_std", Deviation.collapse(floats(golden, "x")));
        golden.check("std_raw", Deviation.of(floats(golden, "x")));
        golden.check("std_unit", Deviation.ofUnits(floats(golden, "x")));
    }

    private static void effectiveRank(Golden golden) {
        float[][] x = floats(golden, "x");

        double[] singular = EffectiveRank.singularValues(x);
        Arrays.sort(singular);
        double[] expected = golden.expected("singular_values").values();
        Arrays.sort(expected);
        golden.check("singular_values", expected, singular);
        golden.check("rankme", EffectiveRank.of(x, golden.parameter("eps")));
        golden.check("entropy", Math.log(EffectiveRank.of(x, golden.parameter("eps"))));
        golden.check("rankme_eps_1e5", EffectiveRank.of(x, 1e-5));
        golden.check("covariance_effective_rank", EffectiveRank.ofCovariance(x));
    }

    private static void neighbourProbe(Golden golden) {
        float[][] train = floats(golden, "train");
        int[] labels = ints(golden, "train_labels");
        KnnProbe probe =
                new KnnProbe(new KnnProbe.Config((int) golden.parameter("k"), golden.parameter("T"), train.length));
        for (int i = 0; i < train.length; i++) {
            probe.add(train[i], labels[i]);
        }
        float[][] test = floats(golden, "test");
        int[] expected = ints(golden, "test_labels");
        int[] guesses = Arrays.stream(test).mapToInt(probe::label).toArray();

        golden.check(
                "votes",
                Arrays.stream(test)
                        .flatMapToDouble(row -> Arrays.stream(probe.votes(row)))
                        .toArray());
        golden.check("prediction", Arrays.stream(guesses).asDoubleStream().toArray());
        LabelScores scores = new LabelScores(test.length);
        for (int i = 0; i < test.length; i++) {
            scores.add(expected[i], guesses[i]);
        }
        golden.check("top1", 100 * scores.accuracy());
    }

    private static double[][] rows(Golden golden, String input) {
        Array array = golden.input(input);
        double[][] rows = new double[(int) array.lengths()[0]][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = array.row(i).values();
        }
        return rows;
    }

    private static float[][] floats(Golden golden, String input) {
        double[][] rows = rows(golden, input);
        float[][] floats = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            floats[i] = new float[rows[i].length];
            for (int d = 0; d < rows[i].length; d++) {
                floats[i][d] = (float) rows[i][d];
            }
        }
        return floats;
    }

    private static int[] ints(Golden golden, String input) {
        return Arrays.stream(golden.input(input).values())
                .mapToInt(value -> (int) value)
                .toArray();
    }
}
