package io.freshet.model.optimise;

import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flat buffer of dense parameters, as an optimiser moves it in one step.
 *
 * @param layout where each parameter stands in the buffer
 * @param decays the weight decay of each parameter, in the layout's order
 * @param parameters a state (size)
 * @param gradient (size)
 * @param memories states (size) by the names that {@link Optimiser#memories} gives
 * @param steps how many steps there were, an int64 state
 * @param rate a scalar
 * @param rateScale what the rate of each element is multiplied by (size); null where that is 1
 * @param decay the weight decay of each element (size); null where it is one figure for all matrices
 */
public record FlatStep(
        ParameterLayout layout,
        double[] decays,
        Tensor parameters,
        Tensor gradient,
        Map<String, Tensor> memories,
        Tensor steps,
        Tensor rate,
        @Nullable Tensor rateScale,
        @Nullable Tensor decay) {

    Tensor memory(String name) {
        Tensor memory = memories.get(name);
        if (memory == null) {
            throw new IllegalArgumentException("memory '" + name + "' is none of " + memories.keySet());
        }
        return memory;
    }

    /** The rate of each element (size), or of all (). */
    Tensor elementRate() {
        return rateScale == null ? rate : rateScale.mul(rate);
    }

    /** The gradient with the weight decay's own, {@code decay * parameter}, added. */
    Tensor decayed(Tensor direction) {
        return decay == null ? direction : direction.add(decay.mul(parameters));
    }

    /**
     * A factor for each element (size): of each trusted parameter how long it is against its update, and 1 for the
     * others, or where either has no length (LARS; You et al. 2017, arXiv:1708.03888).
     *
     * @param trusted one flag a parameter
     * @param longest what counts as a parameter's length at most; may be infinite
     */
    Tensor trustRatios(Recorder r, Tensor update, boolean[] trusted, double coefficient, double longest) {
        long[] lengths = layout.ranges().stream()
                .mapToLong(range -> (long) range.to() - range.from())
                .toArray();
        Tensor whole = parameters.square().segmentSums(lengths).sqrt(); // (parameters)
        Tensor weights = longest == Double.POSITIVE_INFINITY ? whole : whole.clampMax(longest);
        Tensor updates = update.square().segmentSums(lengths).sqrt();
        double[] flags = new double[trusted.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = trusted[i] ? 1 : 0;
        }
        Tensor counts = weights.gt(0).and(updates.gt(0)).and(r.constant(flags).gt(0));
        Tensor ratios = r.where(counts, weights.div(updates).mul(coefficient), r.ones(updates.shape()));
        return ratios.repeatEach(lengths);
    }
}
