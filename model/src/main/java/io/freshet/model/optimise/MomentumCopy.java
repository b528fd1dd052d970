package io.freshet.model.optimise;

import io.freshet.model.program.Tensor;

/** The exponential moving average of weights that a target network is: {@code m * target + (1 - m) * online}. */
public final class MomentumCopy {
    private MomentumCopy() {}

    public static void record(Tensor target, Tensor online, double momentum) {
        target.lerpInPlace(online, 1 - momentum);
    }

    /** With a momentum that changes from step to step: a scalar. */
    public static void record(Tensor target, Tensor online, Tensor momentum) {
        target.lerpInPlace(online, momentum.subtractedFrom(1));
    }

    /** Moves the rows at an index, each once, and leaves the others. */
    public static void recordRows(Tensor target, Tensor index, Tensor online, Tensor momentum) {
        Tensor rows = target.gatherRows(index);
        target.putRows(index, rows.add(online.sub(rows).mul(momentum.subtractedFrom(1))));
    }
}
