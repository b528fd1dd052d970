package io.freshet.model.nn;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167) of the columns of (rows, width).
 *
 * <p>It normalises by the biased variance and remembers the unbiased one, as PyTorch does.
 */
public final class BatchNorm {
    private final String weight;
    private final String bias;
    private final double eps;
    private final double momentum;

    public BatchNorm(ParameterLayout.Builder layout, long width, double eps, double momentum) {
        this.weight = layout.add("weight", Shape.of(width), Init.ones());
        this.bias = layout.add("bias", Shape.of(width), Init.zeros());
        this.eps = eps;
        this.momentum = momentum;
    }

    /** Mean and variance of what has passed, for when there is no batch to take them from. */
    public record Running(Tensor mean, Tensor variance) {
        public static Running declare(Recorder recorder, String name, long width) {
            return new Running(
                    recorder.state(name + ".running_mean", Shape.of(width)),
                    recorder.state(name + ".running_var", Shape.of(width)));
        }
    }

    /** Normalises by the batch's own statistics, and moves the running ones towards them. */
    public Tensor train(Recorder recorder, Parameters parameters, Tensor x, Running running) {
        Tensor mean = x.mean(0);
        Tensor variance = x.variance(0);
        Tensor rows = recorder.lengthOf(x.dim(0));
        Tensor unbiased = variance.mul(rows.div(rows.sub(1)));
        running.mean().lerpInPlace(mean, momentum);
        running.variance().lerpInPlace(unbiased, momentum);
        return normalise(parameters, x, mean, variance);
    }

    /** Normalises by the batch's own statistics alone, as {@link #standardise}. */
    public Tensor byBatch(Parameters parameters, Tensor x) {
        return standardise(x, eps).mul(parameters.get(weight)).add(parameters.get(bias));
    }

    /** Normalises by the running statistics. */
    public Tensor infer(Parameters parameters, Tensor x, Running running) {
        return normalise(parameters, x, running.mean(), running.variance());
    }

    /**
     * Normalises each column of a batch, without scale and shift. One row becomes zeros, and no rows stay none, with
     * gradients of zero rather than of no number.
     */
    public static Tensor standardise(Tensor x, double eps) {
        Tensor rows = x.length(0).clampMin(1);
        Tensor centred = x.sub(x.sumKeep(0).div(rows));
        Tensor variance = centred.square().sumKeep(0).div(rows);
        return centred.mul(variance.add(eps).rsqrt());
    }

    private Tensor normalise(Parameters parameters, Tensor x, Tensor mean, Tensor variance) {
        Tensor scale = variance.add(eps).rsqrt().mul(parameters.get(weight));
        return x.sub(mean).mul(scale).add(parameters.get(bias));
    }
}
