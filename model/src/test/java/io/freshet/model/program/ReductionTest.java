package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReductionTest {
    private static final Array X = Array.random(5, 3, 4);

    /** An operation on a whole tensor or on its last axis, and the same in plain Java on one row. */
    record Case(String name, UnaryOperator<Tensor> rows, ToDoubleFunction<double[]> naive) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> reductions() {
        return Stream.of(
                new Case("sum", x -> x.sum(-1), row -> Arrays.stream(row).sum()),
                new Case(
                        "sumKeep",
                        x -> x.sumKeep(1).squeeze(1),
                        row -> Arrays.stream(row).sum()),
                new Case("mean", x -> x.mean(-1), ReductionTest::mean),
                new Case("meanKeep", x -> x.meanKeep(1).squeeze(1), ReductionTest::mean),
                new Case("variance", x -> x.variance(-1), row -> squares(row) / row.length),
                new Case("varianceKeep", x -> x.varianceKeep(-1).squeeze(-1), row -> squares(row) / row.length),
                new Case("unbiased", x -> x.unbiasedVariance(-1), row -> squares(row) / (row.length - 1)),
                new Case(
                        "unbiasedKeep",
                        x -> x.unbiasedVarianceKeep(1).squeeze(1),
                        row -> squares(row) / (row.length - 1)),
                new Case("max", x -> x.max(-1), row -> Arrays.stream(row).max().orElseThrow()),
                new Case(
                        "maxKeep",
                        x -> x.maxKeep(1).squeeze(1),
                        row -> Arrays.stream(row).max().orElseThrow()),
                new Case("min", x -> x.min(-1), row -> Arrays.stream(row).min().orElseThrow()),
                new Case(
                        "minKeep",
                        x -> x.minKeep(1).squeeze(1),
                        row -> Arrays.stream(row).min().orElseThrow()),
                new Case("logSumExp", x -> x.logSumExp(-1), ReductionTest::logSumExp),
                new Case("logSumExpKeep", x -> x.logSumExpKeep(1).squeeze(1), ReductionTest::logSumExp),
                new Case("norm", x -> x.norm(-1), row -> norm(row, 2)),
                new Case("pNorm", x -> x.pNorm(1, -1), row -> norm(row, 1)),
                new Case("normKeep", x -> x.normKeep(1).squeeze(1), row -> norm(row, 2)),
                new Case("dot", x -> x.dot(x), row -> Math.pow(norm(row, 2), 2)));
    }

    @ParameterizedTest
    @MethodSource("reductions")
    void agreesWithPlainJavaAndFiniteDifferences(Case tested) {
        Probe.check(rows(X).mapToDouble(tested.naive).toArray(), (r, in) -> tested.rows.apply(in.get(0)), X);
    }

    @Test
    void totalsCoverEveryElement() {
        Probe.check(
                new double[] {Arrays.stream(X.values()).sum()},
                (r, in) -> in.get(0).sum(),
                X);
        Probe.check(new double[] {mean(X.values())}, (r, in) -> in.get(0).mean(), X);
        Probe.check(
                new double[] {Arrays.stream(X.values()).max().orElseThrow()},
                (r, in) -> in.get(0).max(),
                X);
        Probe.check(
                new double[] {Arrays.stream(X.values()).min().orElseThrow()},
                (r, in) -> in.get(0).min(),
                X);
        Probe.check(new double[] {norm(X.values(), 2)}, (r, in) -> in.get(0).norm(), X);
        Probe.check(
                new double[] {Arrays.stream(X.values()).sum()},
                (r, in) -> in.get(0).sum(0, 1),
                X);
    }

    @Test
    void normHasGradientZeroAtZero() {
        Array zero = Array.of(new long[] {2}, 0, 0);
        double[] gradient = Probe.value((r, in) -> gradientOf(r, in.get(0)), zero);
        assertThat(gradient).containsExactly(0, 0);
    }

    private static Tensor gradientOf(Recorder r, Tensor x) {
        Tensor leaf = x.leaf();
        return r.gradient(leaf.norm(), leaf);
    }

    @Test
    void softmaxSumsToOneAndLogSoftmaxIsItsLogarithm() {
        double[] expected = rows(X).flatMapToDouble(row -> Arrays.stream(row).map(x -> Math.exp(x - logSumExp(row))))
                .toArray();
        Probe.check(expected, (r, in) -> in.get(0).softmax(-1), X);
        Probe.check(
                Arrays.stream(expected).map(Math::log).toArray(),
                (r, in) -> in.get(0).logSoftmax(-1),
                X);
    }

    @Test
    void crossEntropyIsLogSumExpLessTheClass() {
        int[] classes = {3, 0, 1};
        double[] expected = IntStream.range(0, 3)
                .mapToDouble(i -> logSumExp(row(X, i)) - row(X, i)[classes[i]])
                .toArray();
        Probe.check(expected, (r, in) -> in.get(0).crossEntropy(r.intConstant(3, 0, 1)), X);
    }

    @Test
    void layerNormUsesTheBiasedVariance() {
        Array weight = Array.random(6, 4);
        Array bias = Array.random(7, 4);
        double eps = 1e-3;
        double[] expected = rows(X).flatMapToDouble(row -> IntStream.range(0, 4)
                        .mapToDouble(d -> (row[d] - mean(row)) / Math.sqrt(squares(row) / 4 + eps) * weight.values()[d]
                                + bias.values()[d]))
                .toArray();
        Probe.check(expected, (r, in) -> in.get(0).layerNorm(in.get(1), in.get(2), eps), X, weight, bias);
        Probe.check(
                rows(X).flatMapToDouble(row ->
                                Arrays.stream(row).map(x -> (x - mean(row)) / Math.sqrt(squares(row) / 4 + eps)))
                        .toArray(),
                (r, in) -> in.get(0).layerNorm(eps),
                X);
    }

    @Test
    void cosineIsTheDotProductOfUnitRows() {
        Array y = Array.random(8, 3, 4);
        double[] unit = rows(X).flatMapToDouble(row -> Arrays.stream(row).map(x -> x / norm(row, 2)))
                .toArray();
        Probe.check(unit, (r, in) -> in.get(0).l2Normalise(), X);
        double[] cosines = IntStream.range(0, 3)
                .mapToDouble(i -> IntStream.range(0, 4)
                                .mapToDouble(d -> X.at(i, d) * y.at(i, d))
                                .sum()
                        / norm(row(X, i), 2)
                        / norm(row(y, i), 2))
                .toArray();
        Probe.check(cosines, (r, in) -> in.get(0).cosine(in.get(1)), X, y);
    }

    @Test
    void smoothL1IsQuadraticNearZero() {
        Array y = Array.random(9, 3, 4);
        double beta = 0.7;
        double[] expected = IntStream.range(0, 12)
                .mapToDouble(i -> Math.abs(X.values()[i] - y.values()[i]))
                .map(d -> d < beta ? d * d / (2 * beta) : d - beta / 2)
                .toArray();
        Probe.check(expected, (r, in) -> in.get(0).smoothL1(in.get(1), beta), X, y);
    }

    @Test
    void cumulatesAlongAnAxis() {
        double[] expected = X.values().clone();
        for (int i = 4; i < 12; i++) {
            expected[i] += expected[i - 4];
        }
        Probe.check(expected, (r, in) -> in.get(0).cumSum(0), X);
    }

    @Test
    void ordersElements() {
        Array x = Array.of(new long[] {2, 4}, 3, 1, 4, 1, -5, 9, 2, 6);
        assertThat(Probe.value((r, in) -> in.get(0).argMax(-1), x)).containsExactly(2, 1);
        assertThat(Probe.value((r, in) -> in.get(0).argSort(-1), x)).containsExactly(1, 3, 0, 2, 0, 2, 3, 1);
        assertThat(Probe.value((r, in) -> in.get(0).argSortDescending(-1), x)).containsExactly(2, 0, 1, 3, 1, 3, 2, 0);
        assertThat(Probe.value((r, in) -> in.get(0).topK(2, -1).indices(), x)).containsExactly(2, 0, 1, 3);
        Probe.check(new double[] {4, 3, 9, 6}, (r, in) -> in.get(0).topK(2, -1).values(), x);
    }

    @Test
    void quantifiesOverElements() {
        assertThat(Probe.value((r, in) -> in.get(0).gt(-3).all(), X)).containsExactly(1);
        assertThat(Probe.value((r, in) -> in.get(0).gt(3).any(), X)).containsExactly(0);
        Array y = Array.of(new long[] {2, 2}, 0, 1, 0, 0);
        assertThat(Probe.value((r, in) -> in.get(0).gt(0).any(1), y)).containsExactly(1, 0);
    }

    private static Stream<double[]> rows(Array x) {
        return IntStream.range(0, (int) x.lengths()[0]).mapToObj(i -> row(x, i));
    }

    private static double[] row(Array x, int i) {
        int width = (int) x.lengths()[1];
        return Arrays.copyOfRange(x.values(), i * width, (i + 1) * width);
    }

    private static double mean(double[] row) {
        return Arrays.stream(row).sum() / row.length;
    }

    private static double squares(double[] row) {
        double mean = mean(row);
        return Arrays.stream(row).map(x -> (x - mean) * (x - mean)).sum();
    }

    private static double logSumExp(double[] row) {
        return Math.log(Arrays.stream(row).map(Math::exp).sum());
    }

    private static double norm(double[] row, double p) {
        return Math.pow(Arrays.stream(row).map(x -> Math.pow(Math.abs(x), p)).sum(), 1 / p);
    }
}
