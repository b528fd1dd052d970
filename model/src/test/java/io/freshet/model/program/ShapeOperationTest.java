package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapeOperationTest {
    private static final Array X = Array.random(1, 2, 3, 4);

    @Test
    void reshapeKeepsTheOrder() {
        Probe.check(X.values(), (r, in) -> in.get(0).reshape(4, 6), X);
        Probe.check(X.values(), (r, in) -> in.get(0).flatten(), X);
    }

    @Test
    void transposeSwapsAxes() {
        double[] expected = fill(24, i -> X.at(i / 12, i % 3, i / 3 % 4));
        Probe.check(expected, (r, in) -> in.get(0).transpose(), X);
        Probe.check(
                fill(24, i -> X.at(i / 4 % 2, i / 8, i % 4)),
                (r, in) -> in.get(0).transpose(0, 1),
                X);
    }

    @Test
    void permuteOrdersAxes() {
        Probe.check(
                fill(24, i -> X.at(i / 3 % 2, i % 3, i / 6)),
                (r, in) -> in.get(0).permute(2, 0, 1),
                X);
    }

    @Test
    void expandRepeatsWithoutCopying() {
        Array row = Array.random(2, 1, 3);
        Probe.check(fill(12, i -> row.values()[i % 3]), (r, in) -> in.get(0).expand(Shape.of(4, 3)), row);
        Probe.check(fill(24, i -> row.values()[i % 3]), (r, in) -> in.get(0).expand(Shape.of(2, 4, 3)), row);
    }

    @Test
    void squeezeUndoesUnsqueeze() {
        Probe.check(X.values(), (r, in) -> in.get(0).unsqueeze(-1).squeeze(-1).unsqueeze(1), X);
    }

    @Test
    void sliceAndSelectTakeParts() {
        Probe.check(
                fill(16, i -> X.at(i / 8, 1 + i / 4 % 2, i % 4)),
                (r, in) -> in.get(0).slice(1, 1, 3),
                X);
        Probe.check(fill(6, i -> X.at(i / 3, i % 3, 3)), (r, in) -> in.get(0).select(-1, -1), X);
    }

    @Test
    void concatAndStackJoinParts() {
        Array y = Array.random(3, 2, 2, 4);
        double[] joined =
                fill(40, i -> i / 4 % 5 < 3 ? X.at(i / 20, i / 4 % 5, i % 4) : y.at(i / 20, i / 4 % 5 - 3, i % 4));
        Probe.check(joined, (r, in) -> r.concat(1, in.get(0), in.get(1)), X, y);
        Array z = Array.random(4, 2, 2, 4);
        Probe.check(fill(32, i -> i < 16 ? y.values()[i] : z.values()[i - 16]), (r, in) -> r.stack(in), y, z);
    }

    @Test
    void matricesHaveDiagonalsAndTriangles() {
        Array m = Array.random(5, 3, 3);
        Probe.check(fill(3, i -> m.at(i, i)), (r, in) -> in.get(0).diagonal(), m);
        Probe.check(
                fill(9, i -> i % 3 <= i / 3 ? m.values()[i] : 0),
                (r, in) -> in.get(0).lowerTriangle(0),
                m);
        Probe.check(fill(9, i -> m.at(i / 3, 2 - i % 3)), (r, in) -> in.get(0).flip(1), m);
    }

    @Test
    void repeatsElementsInARow() {
        Array m = Array.random(6, 2, 2);
        Probe.check(fill(8, i -> m.at(i / 4, i % 2)), (r, in) -> in.get(0).repeatInterleave(0, 2), m);
    }

    @Test
    void createsTensors() {
        Array any = Array.random(7, 1);
        Probe.assertClose(Probe.value((r, in) -> r.arange(Dim.of(4)), any), fill(4, i -> i), 0);
        Probe.assertClose(Probe.value((r, in) -> r.zeros(Shape.of(2, 2)), any), fill(4, i -> 0), 0);
        Probe.assertClose(Probe.value((r, in) -> r.ones(Shape.of(3)), any), fill(3, i -> 1), 0);
        Probe.assertClose(Probe.value((r, in) -> r.full(Shape.of(3), 0.25), any), fill(3, i -> 0.25), 0);
        Probe.assertClose(Probe.value((r, in) -> r.full(Shape.of(3), DType.INT64, 7), any), fill(3, i -> 7), 0);
        Probe.assertClose(Probe.value((r, in) -> r.full(Shape.of(2), DType.BOOL, 1), any), fill(2, i -> 1), 0);
        Probe.assertClose(Probe.value((r, in) -> r.eye(Dim.of(2)), any), new double[] {1, 0, 0, 1}, 0);
        Probe.assertClose(Probe.value((r, in) -> r.constant(1.5, -2), any), new double[] {1.5, -2}, 0);
        Probe.assertClose(Probe.value((r, in) -> r.intConstant(5, -6), any), new double[] {5, -6}, 0);
        Probe.assertClose(Probe.value((r, in) -> r.scalar(1e-12), any), new double[] {1e-12}, 0);
    }

    @Test
    void productsBroadcastTheirBatch() {
        Array a = Array.random(8, 2, 3, 4);
        Array b = Array.random(9, 4, 5);
        double[] expected = fill(30, i -> sum(4, k -> a.at(i / 15, i / 5 % 3, k) * b.at(k, i % 5)));
        Probe.check(expected, (r, in) -> in.get(0).matMul(in.get(1)), a, b);
        Array v = Array.random(10, 4);
        Probe.check(
                fill(6, i -> sum(4, k -> a.at(i / 3, i % 3, k) * v.at(k))),
                (r, in) -> in.get(0).matMul(in.get(1)),
                a,
                v);
    }

    @Test
    void linearMultipliesByTheTransposedWeight() {
        Array x = Array.random(11, 2, 3);
        Array w = Array.random(12, 4, 3);
        Array b = Array.random(13, 4);
        double[] product = fill(8, i -> sum(3, k -> x.at(i / 4, k) * w.at(i % 4, k)));
        Probe.check(product, (r, in) -> in.get(0).linear(in.get(1)), x, w);
        Probe.check(fill(8, i -> product[i] + b.at(i % 4)), (r, in) -> in.get(0).linear(in.get(1), in.get(2)), x, w, b);
    }

    @Test
    void choleskySolvesAndMeasures() {
        Array a = Array.random(14, 3, 3);
        // a a^T + 3 I is positive definite, and stays symmetric when a moves
        Probe.Formula positive = (r, in) ->
                in.get(0).matMul(in.get(0).transpose()).add(r.eye(Dim.of(3)).mul(3));
        double[] s = Probe.value(positive, a);
        Probe.check(
                s,
                (r, in) -> {
                    Tensor factor = positive.record(r, in).cholesky();
                    return factor.matMul(factor.transpose());
                },
                a);
        Probe.check(
                new double[] {Math.log(determinant(s))},
                (r, in) -> positive.record(r, in).logDet(),
                a);
        Array right = Array.random(15, 3, 2);
        Probe.check(
                right.values(),
                (r, in) -> {
                    Tensor factor = positive.record(r, List.of(in.get(0))).cholesky();
                    return factor.matMul(factor.solveLower(in.get(1)));
                },
                a,
                right);
    }

    @Test
    void choleskyOfManyFailsOnlyWhereAMatrixIsNotPositive() {
        Array two = Array.of(new long[] {2, 2, 2}, 4, 2, 2, 2, 1, 2, 2, 1);
        double nan = Double.NaN;
        double[] factors = {2, 0, 1, 1, nan, nan, nan, nan};
        Probe.assertClose(Probe.value((r, in) -> in.get(0).cholesky(), two), factors, 1e-12);
    }

    @Test
    void choleskyOfNoMatricesIsNone() {
        Array none = Array.of(new long[] {0, 3, 3});
        assertThat(Probe.value((r, in) -> in.get(0).cholesky(), none)).isEmpty();
    }

    @Test
    void singularValuesOfADiagonalAreItsSizes() {
        Array diagonal = Array.of(new long[] {3, 2}, 0, -2, 3, 0, 0, 0);
        Probe.check(new double[] {3, 2}, (r, in) -> in.get(0).singularValues(), diagonal);
    }

    private static double determinant(double[] m) {
        return m[0] * (m[4] * m[8] - m[5] * m[7])
                - m[1] * (m[3] * m[8] - m[5] * m[6])
                + m[2] * (m[3] * m[7] - m[4] * m[6]);
    }

    private static double[] fill(int size, IntToDoubleFunction element) {
        return IntStream.range(0, size).mapToDouble(element).toArray();
    }

    private static double sum(int terms, IntToDoubleFunction term) {
        return IntStream.range(0, terms).mapToDouble(term).sum();
    }

    @Test
    void splitsTheFirstAxis() {
        Array x = Array.random(41, 6);
        double[] expected = {x.at(3), x.at(4), x.at(5), x.at(0)};
        Probe.check(
                expected,
                (r, in) -> {
                    List<Tensor> parts = in.get(0).split(List.of(1L, 2L, 3L));
                    return r.concat(0, parts.get(2), parts.get(0)); // the middle is not read
                },
                x);
        assertThatThrownBy(() ->
                        Probe.value((r, in) -> in.get(0).split(List.of(2L, 3L)).get(0), x))
                .hasMessageContaining("parts of 5 do not fill");
    }
}
