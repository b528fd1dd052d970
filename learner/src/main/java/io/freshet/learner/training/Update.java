package io.freshet.learner.training;

import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.optimise.GradientClip;
import io.freshet.model.optimise.MomentumCopy;
import io.freshet.model.optimise.RowwiseAdagrad;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a step moves the model: clip, then dense parameters, touched rows and momentum copies. Where gradients are
 * accumulated, most steps add theirs to what is held, and one in so many moves the model by the mean.
 */
final class Update {
    static final String PARAMETERS = "parameters";
    static final String MOMENTUM_COPY = "parameters.momentum";
    static final String HELD = "parameters.gradient";
    static final String ROW_RATE = "rate.rows";
    static final String MOMENTUM = "momentum";

    private final Recorder r;
    private final LearnerConfig config;
    private final DenseUpdate dense;
    private final RowwiseAdagrad adagrad;
    private final Tensor flat;
    private final Tensor targetFlat;
    private final DenseUpdate.Declared optimiser;
    private final Tensor rowRate;
    private final Tensor biasRate;
    private final Tensor momentum;
    private final @Nullable Held held;

    /** What a step finds where gradients are accumulated: the flat buffer's so far, and whether to move the model now. */
    private record Held(Tensor flat, Tensor apply) {}

    /** The rows that a step trains. */
    record Rows(MomentumRows in, TouchedRows out, MomentumRows values) {}

    Update(Recorder r, LearnerConfig config, ParameterLayout layout, DenseUpdate dense) {
        this.r = r;
        this.config = config;
        this.dense = dense;
        this.adagrad = new RowwiseAdagrad(config.optimiser().rowEpsilon(), 0);
        Shape size = Shape.of(layout.size());
        this.flat = r.state(PARAMETERS, size);
        this.targetFlat = r.state(MOMENTUM_COPY, size);
        this.optimiser = dense.declare(r);
        this.rowRate = r.input(ROW_RATE, Shape.scalar());
        this.biasRate = rowRate.mul(config.optimiser().biasRateScale());
        this.momentum = r.input(MOMENTUM, Shape.scalar());
        this.held = config.accumulate() == 1
                ? null
                : new Held(r.state(HELD, size), r.boolInput(Accumulation.APPLY, Shape.scalar()));
    }

    /** All dense parameters (size). */
    Tensor flat() {
        return flat;
    }

    /** Their momentum copy (size). */
    Tensor targetFlat() {
        return targetFlat;
    }

    /**
     * Records it.
     *
     * @param gradients of the flat buffer, and of {@code in}, {@code out}, the biases of {@code out}, and {@code values}
     * @param norm of all of them together
     */
    void record(Rows rows, List<Tensor> gradients, Tensor norm) {
        if (held == null) {
            move(rows, gradients, norm);
            return;
        }
        List<Tensor> sums = sums(held.flat(), rows, gradients);
        r.when(held.apply().not(), () -> hold(held.flat(), rows, sums));
        r.when(held.apply(), () -> {
            List<Tensor> means =
                    sums.stream().map(sum -> sum.div(config.accumulate())).toList();
            move(rows, means, GradientClip.globalNorm(means));
            held.flat().assign(r.scalar(0));
        });
    }

    private static List<Tensor> sums(Tensor heldFlat, Rows rows, List<Tensor> gradients) {
        List<Tensor> before = List.of(
                heldFlat,
                rows.in().rows().heldGradient(),
                rows.out().heldGradient(),
                rows.out().heldBiasGradient(),
                rows.values().rows().heldGradient());
        return IntStream.range(0, before.size())
                .mapToObj(i -> before.get(i).add(gradients.get(i)))
                .toList();
    }

    private static void hold(Tensor heldFlat, Rows rows, List<Tensor> sums) {
        heldFlat.assign(sums.get(0));
        rows.in().rows().hold(sums.get(1));
        rows.out().hold(sums.get(2), sums.get(3));
        rows.values().rows().hold(sums.get(4));
    }

    private void move(Rows rows, List<Tensor> unbounded, Tensor norm) {
        List<Tensor> gradients = dense.bounded(r, optimiser, unbounded);
        Tensor bounded = dense.boundsGroups() ? GradientClip.globalNorm(gradients) : norm;
        Tensor scale = GradientClip.factor(bounded, config.optimiser().clipNorm());
        dense.record(r, optimiser, flat, gradients.get(0).mul(scale));
        moveTarget();
        moveWithMomentum(rows.in(), gradients.get(1), scale);
        moveWithBias(rows.out(), gradients.get(2), gradients.get(3), scale);
        moveWithMomentum(rows.values(), gradients.get(4), scale);
    }

    private void moveWithBias(TouchedRows out, Tensor gradient, Tensor biasGradient, Tensor scale) {
        RowwiseAdagrad.Rows moved = adagrad.record(out.trained(), gradient, rowRate, scale);
        RowwiseAdagrad.Rows movedBias = adagrad.record(out.bias(), biasGradient, biasRate, scale);
        out.put(moved, movedBias.rows(), movedBias.sums().unsqueeze(1));
    }

    // first what the updates would have done in which the row stood still, then this one's move
    private void moveWithMomentum(MomentumRows rows, Tensor gradient, Tensor scale) {
        Tensor caughtUp = rows.caughtUp();
        RowwiseAdagrad.Rows moved = adagrad.record(rows.rows().trained(), gradient, rowRate, scale);
        Tensor copies = config.momentum().byEvents()
                ? moved.rows().lerp(caughtUp, momentum)
                : moved.rows().lerp(caughtUp, config.momentum().base());
        rows.rows().put(moved, copies);
    }

    // a momentum that never changes is a number in the code, which is faster
    private void moveTarget() {
        if (config.momentum().byEvents()) {
            MomentumCopy.record(targetFlat, flat, momentum);
        } else {
            MomentumCopy.record(targetFlat, flat, config.momentum().base());
        }
    }
}
