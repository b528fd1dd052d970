package io.freshet.model.program;

import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementwiseTest {
    /** An operation, the same in plain Java, and where it is smooth. */
    record Case(String name, UnaryOperator<Tensor> operation, DoubleUnaryOperator naive, double from, double to) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, UnaryOperator<Tensor> operation, DoubleUnaryOperator naive) {
        return new Case(name, operation, naive, -2, 2);
    }

    private static Case positive(String name, UnaryOperator<Tensor> operation, DoubleUnaryOperator naive) {
        return new Case(name, operation, naive, 0.2, 3);
    }

    static Stream<Case> smooth() {
        return Stream.of(
                of("add", x -> x.add(1.5), x -> x + 1.5),
                of("sub", x -> x.sub(1.5), x -> x - 1.5),
                of("mul", x -> x.mul(-3), x -> x * -3),
                of("div", x -> x.div(4), x -> x / 4),
                of("subtractedFrom", x -> x.subtractedFrom(1), x -> 1 - x),
                positive("reciprocal", Tensor::reciprocal, x -> 1 / x),
                of("neg", Tensor::neg, x -> -x),
                of("abs", Tensor::abs, Math::abs),
                of("square", Tensor::square, x -> x * x),
                of("exp", Tensor::exp, Math::exp),
                positive("log", Tensor::log, Math::log),
                positive("log1p", Tensor::log1p, Math::log1p),
                positive("sqrt", Tensor::sqrt, Math::sqrt),
                positive("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x)),
                of("tanh", Tensor::tanh, Math::tanh),
                of("sigmoid", Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x))),
                of("logSigmoid", Tensor::logSigmoid, x -> -Math.log1p(Math.exp(-x))),
                of("softplus", Tensor::softplus, x -> Math.log1p(Math.exp(x))),
                new Case("softplus of large", Tensor::softplus, x -> x + Math.log1p(Math.exp(-x)), 15, 60),
                of("relu", Tensor::relu, x -> Math.max(x, 0)),
                of("gelu", Tensor::gelu, x -> x / 2 * (1 + erf(x / Math.sqrt(2)))),
                of("silu", Tensor::silu, x -> x / (1 + Math.exp(-x))),
                of("sin", Tensor::sin, Math::sin),
                of("cos", Tensor::cos, Math::cos),
                of("erf", Tensor::erf, ElementwiseTest::erf),
                positive("pow", x -> x.pow(2.5), x -> Math.pow(x, 2.5)),
                of("exponentOf", x -> x.exponentOf(0.9), x -> Math.pow(0.9, x)),
                of("clampMin", x -> x.clampMin(0.3), x -> Math.max(x, 0.3)),
                of("clampMax", x -> x.clampMax(0.3), x -> Math.min(x, 0.3)),
                of("copy", Tensor::copy, x -> x));
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void agreesWithPlainJavaAndFiniteDifferences(Case tested) {
        Array x = Array.uniform(1, tested.from, tested.to, 2, 5);
        double[] expected = Arrays.stream(x.values()).map(tested.naive).toArray();
        Probe.check(expected, (r, in) -> tested.operation.apply(in.get(0)), x);
    }

    static Stream<Case> tests() {
        return Stream.of(
                of("eq", x -> x.eq(x.clampMin(0)), x -> x >= 0 ? 1 : 0),
                of("ne", x -> x.ne(x.clampMin(0)), x -> x < 0 ? 1 : 0),
                of("lt", x -> x.lt(0.5), x -> x < 0.5 ? 1 : 0),
                of("le", x -> x.le(0.5), x -> x <= 0.5 ? 1 : 0),
                of("gt", x -> x.gt(0.5), x -> x > 0.5 ? 1 : 0),
                of("ge", x -> x.ge(0.5), x -> x >= 0.5 ? 1 : 0),
                of("and", x -> x.gt(0).and(x.lt(1)), x -> x > 0 && x < 1 ? 1 : 0),
                of("or", x -> x.lt(0).or(x.gt(1)), x -> x < 0 || x > 1 ? 1 : 0),
                of("not", x -> x.lt(0).not(), x -> x >= 0 ? 1 : 0),
                of("isFinite", x -> x.log().isFinite(), x -> x > 0 ? 1 : 0),
                of("toInt", x -> x.toInt().toFloat(), x -> (long) x),
                of("remainder", x -> x.toInt().remainder(3).toFloat(), x -> Math.floorMod((long) x, 3)),
                of("floorDivide", x -> x.toInt().floorDivide(2).toFloat(), x -> Math.floorDiv((long) x, 2)),
                of("maskedFill", x -> x.maskedFill(x.lt(0), 7), x -> x < 0 ? 7 : x),
                of(
                        "maskedFill infinite",
                        x -> x.maskedFill(x.lt(0), Double.NEGATIVE_INFINITY),
                        x -> x < 0 ? Double.NEGATIVE_INFINITY : x));
    }

    @ParameterizedTest
    @MethodSource("tests")
    void testsAgreeWithPlainJava(Case tested) {
        Array x = Array.uniform(2, -4, 4, 3, 4);
        double[] expected = Arrays.stream(x.values()).map(tested.naive).toArray();
        Probe.assertClose(Probe.value((r, in) -> tested.operation.apply(in.get(0)), x), expected, 1e-12);
    }

    @Test
    void binaryOperationsBroadcast() {
        Array x = Array.random(3, 2, 3);
        Array y = Array.uniform(4, 0.5, 2, 3);
        Probe.check(zip(x, y, (a, b) -> a + b), (r, in) -> in.get(0).add(in.get(1)), x, y);
        Probe.check(zip(x, y, (a, b) -> a - b), (r, in) -> in.get(0).sub(in.get(1)), x, y);
        Probe.check(zip(x, y, (a, b) -> a * b), (r, in) -> in.get(0).mul(in.get(1)), x, y);
        Probe.check(zip(x, y, (a, b) -> a / b), (r, in) -> in.get(0).div(in.get(1)), x, y);
        Probe.check(zip(x, y, Math::max), (r, in) -> in.get(0).maximum(in.get(1)), x, y);
        Probe.check(zip(x, y, Math::min), (r, in) -> in.get(0).minimum(in.get(1)), x, y);
        Probe.check(
                zip(x, y, (a, b) -> a < b ? a : b * 2),
                (r, in) -> r.where(in.get(0).lt(in.get(1)), in.get(0), in.get(1).mul(2)),
                x,
                y);
        Probe.check(
                zip(x, y, (a, b) -> a < b ? 0 : a),
                (r, in) -> in.get(0)
                        .maskedFill(in.get(0).lt(in.get(1)), 0)
                        .add(in.get(1).mul(0)),
                x,
                y);
    }

    /** {@code y} repeats over the leading axes of {@code x}. */
    private static double[] zip(Array x, Array y, java.util.function.DoubleBinaryOperator operator) {
        return IntStream.range(0, x.values().length)
                .mapToDouble(i -> operator.applyAsDouble(x.values()[i], y.values()[i % y.values().length]))
                .toArray();
    }

    /** The error function by its Maclaurin series. */
    private static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 80; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    @Test
    void movesBetweenTwoByAShare() {
        Array from = Array.random(31, 2, 3);
        Array to = Array.random(32, 2, 3);
        double[] quarter = new double[6];
        double[] own = new double[6];
        Array share = Array.random(33, 2, 1);
        for (int i = 0; i < 6; i++) {
            double gap = to.values()[i] - from.values()[i];
            quarter[i] = from.values()[i] + .25 * gap;
            own[i] = from.values()[i] + share.at(i / 3, 0) * gap;
        }
        Probe.check(quarter, (r, in) -> in.get(0).lerp(in.get(1), .25), from, to);
        Probe.check(own, (r, in) -> in.get(0).lerp(in.get(1), in.get(2)), from, to, share);
    }

    @Test
    void addsAScaledProduct() {
        Array x = Array.random(34, 2, 3);
        Array a = Array.random(35, 2, 1);
        Array b = Array.random(36, 2, 3);
        double[] expected = new double[6];
        for (int i = 0; i < 6; i++) {
            expected[i] = x.values()[i] - 2 * a.at(i / 3, 0) * b.values()[i];
        }
        Probe.check(expected, (r, in) -> in.get(0).addProduct(in.get(1), in.get(2), -2), x, a, b);
    }
}
