package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Matryoshka representation learning (Kusupati et al. 2022, arXiv:2205.13147): the same loss on the first few dimensions
 * too, so that a vector cut short still works.
 */
public final class Matryoshka {
    private Matryoshka() {}

    /** The weighted sum of a loss at each of the nested widths. */
    static Tensor sum(List<Double> weights, IntFunction<Tensor> loss) {
        Tensor sum = loss.apply(0).mul(weights.get(0));
        for (int i = 1; i < weights.size(); i++) {
            sum = sum.add(loss.apply(i).mul(weights.get(i)));
        }
        return sum;
    }

    /** The first dimensions of rows. */
    static Tensor prefix(Tensor rows, long dimensions) {
        return rows.slice(-1, 0, dimensions);
    }
}
