package io.freshet.learner.training;

import io.freshet.model.program.Tensor;
import org.jspecify.annotations.Nullable;

/** Touched rows with momentum copies, which move only when their rows are touched, but as if every update had moved them. */
final class MomentumRows {
    private final TouchedRows rows;
    private final Tensor stale;
    private final double momentum;
    private @Nullable Tensor caughtUp;

    /**
     * @param stale (touched): for how many ticks of the momentum's clock a row stood still
     * @param momentum of one tick
     */
    MomentumRows(TouchedRows rows, Tensor stale, double momentum) {
        this.rows = rows;
        this.stale = stale;
        this.momentum = momentum;
    }

    TouchedRows rows() {
        return rows;
    }

    /** The momentum copies as the updates before this one would have left them (touched, width). */
    Tensor caughtUp() {
        if (caughtUp == null) {
            Tensor left = stale.exponentOf(momentum).unsqueeze(1);
            caughtUp = rows.leaf().detach().lerp(rows.momentum(), left);
        }
        return caughtUp;
    }
}
