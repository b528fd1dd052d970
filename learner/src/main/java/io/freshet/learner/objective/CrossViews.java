package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Pairs of a global view with every other view, as multi-crop objectives compare them. */
final class CrossViews {
    private CrossViews() {}

    /** What one pair costs. */
    @FunctionalInterface
    interface Loss {
        Tensor of(int global, int view);
    }

    /** The mean over all pairs of different views; the global views are the first. */
    static Tensor mean(int globals, int views, Loss loss) {
        List<Tensor> losses = new ArrayList<>();
        for (int global = 0; global < globals; global++) {
            for (int view = 0; view < views; view++) {
                if (view != global) {
                    losses.add(loss.of(global, view));
                }
            }
        }
        return mean(losses.size(), losses::get);
    }

    /** The mean of tensors of one shape. */
    static Tensor mean(int count, IntFunction<Tensor> tensor) {
        Tensor sum = tensor.apply(0);
        for (int i = 1; i < count; i++) {
            sum = sum.add(tensor.apply(i));
        }
        return sum.div(count);
    }
}
