package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final Shape SHAPE = Shape.of(3);

    @Test
    void everyUpdateChangesTheStateInPlace() {
        assertThat(after((r, s) -> s.assign(r.constant(7, 8, 9)))).containsExactly(7, 8, 9);
        assertThat(after((r, s) -> s.assign(r.scalar(5)))).containsExactly(5, 5, 5);
        assertThat(after((r, s) -> s.addInPlace(r.constant(1, 0, -1)))).containsExactly(2, 2, 2);
        assertThat(after((r, s) -> s.addInPlace(0.5))).containsExactly(1.5, 2.5, 3.5);
        assertThat(after((r, s) -> s.addScaledInPlace(r.constant(1, 2, 3), -1))).containsExactly(0, 0, 0);
        assertThat(after((r, s) -> s.mulInPlace(r.scalar(2)))).containsExactly(2, 4, 6);
        assertThat(after((r, s) -> s.mulInPlace(3))).containsExactly(3, 6, 9);
        assertThat(after((r, s) -> s.lerpInPlace(r.constant(3, 4, 5), 0.5))).containsExactly(2, 3, 4);
        assertThat(after((r, s) -> s.lerpInPlace(r.constant(3, 4, 5), r.scalar(0.5))))
                .containsExactly(2, 3, 4);
        assertThat(after((r, s) -> s.addProductInPlace(r.constant(1, 2, 3), r.scalar(2), 10)))
                .containsExactly(21, 42, 63);
        assertThat(after((r, s) -> s.putRows(r.intConstant(2, 0), r.constant(8, 9))))
                .containsExactly(9, 2, 8);
        assertThat(after((r, s) -> s.addRows(r.intConstant(2, 2), r.constant(8, 9))))
                .containsExactly(1, 2, 20);
    }

    @Test
    void updateOfAViewChangesThatPart() {
        assertThat(after((r, s) -> s.slice(0, 1, 3).mulInPlace(10))).containsExactly(1, 20, 30);
    }

    @Test
    void updatesRunInTheOrderInWhichTheyAreRecorded() {
        assertThat(after((r, s) -> {
                    s.addInPlace(1);
                    Tensor seen = s.sum();
                    s.mulInPlace(10);
                    s.addInPlace(seen);
                    s.addInPlace(s.sum().sub(s.sum()));
                }))
                .containsExactly(29, 39, 49);
    }

    @Test
    void readsBeforeAndAfterAnUpdateAreNotShared() {
        assertThat(after((r, s) -> {
                    Tensor before = s.add(1);
                    s.mulInPlace(0);
                    Tensor later = s.add(1);
                    s.assign(before.mul(100).add(later));
                }))
                .containsExactly(201, 301, 401);
    }

    @Test
    void readingAViewTakenBeforeAnUpdateIsAFault() {
        assertThatThrownBy(() -> after((r, s) -> {
                    Tensor part = s.slice(0, 0, 2);
                    s.mulInPlace(2);
                    s.addInPlace(part.sum());
                }))
                .hasMessage("sum: slice float64 (2) is a view taken before its state changed; take it again, or copy()"
                        + " it before");
    }

    @Test
    void differentiatingThroughAChangedStateIsAFault() {
        assertThatThrownBy(() -> after((r, s) -> {
                    Tensor leaf = s.leaf();
                    Tensor loss = leaf.square().sum();
                    s.mulInPlace(2);
                    r.gradient(loss, r.zeros(SHAPE).leaf());
                }))
                .hasMessage("gradient: the state of leaf float64 (3) changed after the loss read it");
    }

    @Test
    void changingAnInputIsAFault() {
        Recorder r = new Recorder("p", DType.FLOAT64);
        Tensor x = r.input("x", SHAPE);
        assertThatThrownBy(() -> x.mulInPlace(2))
                .hasMessage("mulInPlace: must be a state or a view of one, got x float64 (3)");
        assertThatThrownBy(() -> x.add(1).mulInPlace(2)).hasMessageContaining("must be a state");
    }

    @Test
    void stateNeverKeepsAGradientsHistory() {
        assertThat(after((r, s) -> {
                    Tensor leaf = r.constant(1, 2, 3).leaf();
                    Tensor loss = leaf.square().sum();
                    s.assign(leaf.mul(2));
                    s.addInPlace(r.gradient(loss, leaf));
                    s.addInPlace(leaf);
                }))
                .containsExactly(5, 10, 15);
    }

    @Test
    void outputHoldsWhatTheStateWasWhenItWasNamed() {
        Recorder r = new Recorder("p", DType.FLOAT64);
        Tensor state = r.state("state", SHAPE);
        r.output("before", state);
        r.output("part", state.slice(0, 0, 2));
        state.mulInPlace(2);
        r.output("after", state);
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(scope.doubles(SHAPE, 1, 2, 3))) {
            assertThat(outputs.get("before").doubles()).containsExactly(1, 2, 3);
            assertThat(outputs.get("part").doubles()).containsExactly(1, 2);
            assertThat(outputs.get("after").doubles()).containsExactly(2, 4, 6);
        }
    }

    @Test
    void conditionDecidesWhetherUpdatesRun() {
        assertThat(after((r, s) -> r.when(s.sum().gt(5), () -> s.addInPlace(s.max()))))
                .containsExactly(4, 5, 6);
        assertThat(after((r, s) -> r.when(s.sum().gt(7), () -> s.addInPlace(s.max()))))
                .containsExactly(1, 2, 3);
    }

    @Test
    void branchMayTakeGradients() {
        assertThat(after((r, s) -> {
                    Tensor leaf = s.leaf();
                    Tensor loss = leaf.square().sum();
                    r.when(loss.isFinite(), () -> s.addScaledInPlace(r.gradient(loss, leaf), -0.5));
                }))
                .containsExactly(0, 0, 0);
    }

    @Test
    void readingABranchsTensorOutsideIsAFault() {
        assertThatThrownBy(() -> after((r, s) -> {
                    Tensor[] inside = new Tensor[1];
                    r.when(s.sum().gt(0), () -> inside[0] = s.add(1));
                    s.addInPlace(inside[0]);
                }))
                .hasMessage("addInPlace: add float64 (3) was computed inside when() and may not exist here");
    }

    @Test
    void integerAndBooleanStatesWork() {
        Recorder r = new Recorder("p", DType.FLOAT32);
        Tensor step = r.intState("step", Shape.scalar());
        Tensor seen = r.state("seen", DType.BOOL, Shape.of(2));
        Tensor rate = r.state("rate", DType.FLOAT64, Shape.scalar());
        step.addInPlace(1);
        rate.addInPlace(step.cast(DType.FLOAT64).mul(0.5));
        seen.assign(r.intConstant(1, 0).eq(1));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu())) {
            DeviceTensor steps = scope.longs(Shape.scalar(), 4);
            DeviceTensor flags = scope.booleans(Shape.of(2), false, true);
            DeviceTensor sum = scope.doubles(Shape.scalar(), 0);
            program.run(List.of(steps, flags, sum)).close();
            assertThat(steps.longs()).containsExactly(5);
            assertThat(flags.booleans()).containsExactly(true, false);
            assertThat(sum.doubles()).containsExactly(2.5);
        }
    }

    /** The state 1, 2, 3 after a program that changes it. */
    private static double[] after(BiConsumer<Recorder, Tensor> change) {
        Recorder r = new Recorder("p", DType.FLOAT64);
        change.accept(r, r.state("state", SHAPE));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu())) {
            DeviceTensor state = scope.doubles(SHAPE, 1, 2, 3);
            program.run(state).close();
            return state.doubles();
        }
    }
}
