package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private final Recorder r = new Recorder("p", DType.FLOAT32);
    private final Dim batch = Dim.named("batch");
    private final Tensor x = r.input("x", Shape.of(batch, 64));
    private final Tensor y = r.input("y", Shape.of(32, 64));
    private final Tensor ids = r.intInput("ids", Shape.of(batch));
    private final Tensor mask = r.boolInput("mask", Shape.of(batch));

    @Test
    void faultNamesTheOperationAndBothShapes() {
        fault(() -> x.add(y), "add: shapes (batch, 64) and (32, 64) differ at axis -2");
        fault(
                () -> x.matMul(y),
                "matMul: x float32 (batch, 64) and y float32 (32, 64) do not meet: the last axis of the first is"
                        + " summed over");
        fault(() -> x.add(ids), "add: x float32 (batch, 64) and ids int64 (batch) differ in type");
        fault(
                () -> x.reshape(batch, Dim.of(8), Dim.of(9)),
                "reshape: shapes (batch, 64) and (batch, 8, 9) hold 64*batch and 72*batch elements");
        fault(() -> r.concat(0, x, ids), "concat: x float32 (batch, 64) and ids int64 (batch) differ beside axis 0");
        fault(() -> x.crossEntropy(mask), "crossEntropy: must be int64, got mask bool (batch)");
        fault(() -> y.crossEntropy(ids), "crossEntropy: shapes (32) and (batch) differ");
        fault(() -> x.squeeze(0), "squeeze: axis 0 of x float32 (batch, 64) is not 1 long");
        fault(() -> x.sum(2), "axis 2 is outside shape (batch, 64)");
        fault(() -> x.slice(1, 60, 65), "slice: 60 to 65 is outside axis 1 of x float32 (batch, 64)");
        fault(() -> x.select(1, 64), "select: 64 is outside axis 1 of x float32 (batch, 64)");
        fault(() -> ids.exp(), "exp: must be a float tensor, got ids int64 (batch)");
        fault(() -> ids.add(0.5), "int64 tensor: scalar must be a whole number, got 0.5");
        fault(() -> x.expand(Shape.of(32, 64)), "expand: shape (batch, 64) does not stretch to (32, 64)");
        fault(() -> x.gatherRows(mask), "gatherRows: must be int64, got mask bool (batch)");
        fault(() -> x.cholesky(), "cholesky: must be square, got x float32 (batch, 64)");
        fault(() -> x.permute(0, 0), "permute: axes [0, 0] are no order of x float32 (batch, 64)");
        fault(() -> x.linear(y, ids.toFloat()), "linear bias: shapes (32) and (batch) differ");
    }

    @Test
    void gradientWantsAScalarLossAndLeaves() {
        fault(() -> r.gradient(x, x), "gradient: loss must be a float scalar, got x float32 (batch, 64)");
        fault(() -> r.gradient(x.sum(), x), "gradient: the loss depends on no leaf; call leaf() on what is trained");
        fault(() -> r.gradient(x.leaf().sum(), y), "gradient: y float32 (32, 64) depends on no leaf");
    }

    @Test
    void namesAreUsedOnce() {
        fault(() -> r.input("x", Shape.scalar()), "argument 'x' is declared twice");
        r.output("loss", x.sum());
        fault(() -> r.output("loss", y.sum()), "output 'loss' is named twice");
        fault(
                () -> x.add(new Recorder("q", DType.FLOAT32).input("z", Shape.scalar())),
                "add: operand belongs to" + " another program");
    }

    @Test
    void dimsAreEqualAsPolynomials() {
        Tensor twice = r.concat(0, x, x);
        assertThat(twice.shape()).hasToString("(2*batch, 64)");
        assertThat(twice.shape()).isEqualTo(r.concat(0, x, x.neg()).shape());
        assertThat(twice.reshape(Dim.of(2), batch, Dim.of(64)).flatten().shape())
                .hasToString("(128*batch)");
        assertThat(x.slice(0, Dim.of(1), batch).shape()).hasToString("(batch + -1, 64)");
        assertThat(batch.times(Dim.named("length")).times(6).dividedBy(batch.times(2)))
                .contains(Dim.named("length").times(3));
        assertThat(batch.plus(1).dividedBy(Dim.of(2))).isEmpty();
        assertThat(batch.minus(batch)).isEqualTo(Dim.of(0));
    }

    @Test
    void unusedLinesAreDroppedAndEqualLinesShared() {
        x.exp().sum();
        r.output("a", x.add(1).sum());
        r.output("b", x.add(1).mean());
        String listing = r.program().toString();
        assertThat(listing).doesNotContain("exp").containsOnlyOnce("add(x, 1.0)");
    }

    @Test
    void programPrintsOneLineAnOperation() {
        Tensor weight = r.state("weight", Shape.of(8, 64));
        Tensor leaf = weight.leaf();
        Tensor loss = x.linear(leaf).square().mean();
        r.when(loss.isFinite(), () -> weight.addScaledInPlace(r.gradient(loss, leaf), -0.1));
        r.output("loss", loss);
        assertThat(r.program().toString().lines().map(line -> line.replaceAll("(\\S) {3,}", "$1   ")))
                .containsExactly(
                        "program p",
                        "  input x   float32 (batch, 64)",
                        "  input y   float32 (32, 64)",
                        "  input ids   int64 (batch)",
                        "  input mask   bool (batch)",
                        "  state weight   float32 (8, 64)",
                        "  t0 = requires_grad_(detach(weight), True)   float32 (8, 64)",
                        "  t1 = linear(x, t0)   float32 (batch, 8)",
                        "  t2 = square(t1)   float32 (batch, 8)",
                        "  t3 = mean(t2)   float32 ()",
                        "  t4 = isfinite(t3)   bool ()",
                        "  when t4",
                        "    t5 = grad([t3], [t0])   float32 (8, 64)",
                        "    add_(weight, t5, alpha=-0.1)",
                        "  t6 = contiguous(detach(t3))   float32 ()",
                        "  output loss = t6   float32 ()");
    }

    @Test
    void equalRecordingsHaveEqualFingerprints() {
        assertThat(sum(2).fingerprint()).isEqualTo(sum(2).fingerprint()).isNotEqualTo(sum(3).fingerprint());
    }

    private static Program sum(double factor) {
        Recorder r = new Recorder("sum", DType.FLOAT32);
        r.output("sum", r.input("x", Shape.of(3)).mul(factor).sum());
        return r.program();
    }

    @Test
    void gradientOfWhatTheLossDoesNotReadIsZero() {
        Recorder r = new Recorder("p", DType.FLOAT64);
        Tensor a = r.input("a", Shape.of(2)).leaf();
        Tensor b = r.input("b", Shape.of(2)).leaf();
        List<Tensor> gradients = r.gradient(a.square().sum(), List.of(a, b));
        r.output("a", gradients.get(0));
        r.output("b", gradients.get(1));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(scope.doubles(Shape.of(2), 1, 2), scope.doubles(Shape.of(2), 3, 4))) {
            assertThat(outputs.get("a").doubles()).containsExactly(2, 4);
            assertThat(outputs.get("b").doubles()).containsExactly(0, 0);
        }
    }

    @Test
    void twoLossesMayShareAGraph() {
        Recorder r = new Recorder("p", DType.FLOAT64);
        Tensor a = r.input("a", Shape.of(2)).leaf();
        Tensor square = a.square();
        r.output("sum", r.gradient(square.sum(), a));
        r.output("mean", r.gradient(square.mean(), a));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(scope.doubles(Shape.of(2), 1, 2))) {
            assertThat(outputs.get("sum").doubles()).containsExactly(2, 4);
            assertThat(outputs.get("mean").doubles()).containsExactly(1, 2);
        }
    }

    @Test
    void noGradientFlowsThroughDetach() {
        Recorder r = new Recorder("p", DType.FLOAT64);
        Tensor a = r.input("a", Shape.of(2)).leaf();
        r.output("gradient", r.gradient(a.mul(a.detach()).sum(), a));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(scope.doubles(Shape.of(2), 3, 5))) {
            assertThat(outputs.get("gradient").doubles()).containsExactly(3, 5);
        }
    }

    private static void fault(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
