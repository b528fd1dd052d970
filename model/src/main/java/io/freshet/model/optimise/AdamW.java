package io.freshet.model.optimise;

import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), over one flat buffer.
 *
 * <p>Defaults are PyTorch's, whose update this is to the last digit: the parameter decays before it moves.
 */
public record AdamW(double beta1, double beta2, double eps, double weightDecay) {
    public AdamW() {
        this(0.9, 0.999, 1e-8, 0.01);
    }

    /** What AdamW remembers between steps: both moments, and how many steps there were. */
    public record State(Tensor first, Tensor second, Tensor step) {
        /** Declares the three as states {@code name.first}, {@code name.second} and {@code name.step}. */
        public static State declare(Recorder recorder, String name, Shape shape) {
            return new State(
                    recorder.state(name + ".first", shape),
                    recorder.state(name + ".second", shape),
                    recorder.intState(name + ".step", Shape.scalar()));
        }
    }

    /** Records one step that decays every parameter. */
    public void record(Tensor parameters, Tensor gradient, State state, Tensor learningRate) {
        record(parameters, gradient, state, learningRate, parameters.dim(0));
    }

    /** Records one step that decays the first {@code decayed} entries along the first axis. */
    public void record(Tensor parameters, Tensor gradient, State state, Tensor learningRate, Dim decayed) {
        state.step().addInPlace(1);
        // in 64 bit: 1 - .999 loses four digits in 32
        Tensor step = state.step().cast(DType.FLOAT64);
        Tensor rate = learningRate.cast(DType.FLOAT64);
        Tensor firstScale = step.exponentOf(beta1).subtractedFrom(1);
        Tensor secondScale = step.exponentOf(beta2).subtractedFrom(1).sqrt();

        decay(parameters, rate, decayed);
        state.first().lerpInPlace(gradient, 1 - beta1);
        state.second().mulInPlace(beta2);
        state.second().addProductInPlace(gradient, gradient, 1 - beta2);

        // lr (m / c1) / (sqrt(v) / c2 + eps), with both corrections moved into scalars
        DType type = parameters.type();
        Tensor denominator = state.second().sqrt().add(secondScale.mul(eps).cast(type));
        Tensor size = rate.mul(secondScale).div(firstScale).cast(type);
        parameters.addProductInPlace(state.first().div(denominator), size, -1);
    }

    private void decay(Tensor parameters, Tensor rate, Dim decayed) {
        if (weightDecay == 0 || decayed.is(0)) {
            return;
        }
        Tensor kept = rate.mul(-weightDecay).add(1).cast(parameters.type());
        parameters.slice(0, Dim.of(0), decayed).mulInPlace(kept);
    }
}
