package io.freshet.model.optimise;

import io.freshet.config.Section;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), over one flat buffer.
 *
 * <p>Defaults are PyTorch's, whose update this is to the last digit: the parameter decays before it moves.
 */
public record AdamW(double beta1, double beta2, double eps, double weightDecay) implements Optimiser {
    public AdamW() {
        this(0.9, 0.999, 1e-8, 0.01);
    }

    static AdamW read(Section section) {
        AdamW standard = new AdamW();
        return new AdamW(
                section.number("beta1", standard.beta1(), 0, 1),
                section.number("beta2", standard.beta2(), 0, 1),
                section.number("eps", standard.eps(), 0, 1),
                section.number("weight-decay", 0, 0, 1));
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

    @Override
    public List<String> memories() {
        return List.of("first", "second");
    }

    @Override
    public boolean needsDecayByElement() {
        return false;
    }

    @Override
    public void record(Recorder recorder, FlatStep step) {
        State state = new State(step.memory("first"), step.memory("second"), step.steps());
        if (step.decay() == null) {
            decay(step.parameters(), step.rate(), Dim.of(step.layout().decayedSize()));
        } else {
            step.parameters().mulInPlace(step.elementRate().mul(step.decay()).subtractedFrom(1));
        }
        move(step.parameters(), step.gradient(), state, step.rate(), step.rateScale());
    }

    /** Records one step that decays every parameter. */
    public void record(Tensor parameters, Tensor gradient, State state, Tensor learningRate) {
        record(parameters, gradient, state, learningRate, parameters.dim(0));
    }

    /** Records one step that decays the first {@code decayed} entries along the first axis. */
    public void record(Tensor parameters, Tensor gradient, State state, Tensor learningRate, Dim decayed) {
        decay(parameters, learningRate, decayed);
        move(parameters, gradient, state, learningRate, null);
    }

    private void move(
            Tensor parameters, Tensor gradient, State state, Tensor learningRate, @Nullable Tensor rateScale) {
        state.step().addInPlace(1);
        // in 64 bit: 1 - .999 loses four digits in 32
        Tensor step = state.step().cast(DType.FLOAT64);
        Tensor rate = learningRate.cast(DType.FLOAT64);
        Tensor firstScale = step.exponentOf(beta1).subtractedFrom(1);
        Tensor secondScale = step.exponentOf(beta2).subtractedFrom(1).sqrt();
        state.first().lerpInPlace(gradient, 1 - beta1);
        state.second().mulInPlace(beta2);
        state.second().addProductInPlace(gradient, gradient, 1 - beta2);

        // lr (m / c1) / (sqrt(v) / c2 + eps), with both corrections moved into scalars
        DType type = parameters.type();
        Tensor denominator = state.second().sqrt().add(secondScale.mul(eps).cast(type));
        Tensor size = rate.mul(secondScale).div(firstScale).cast(type);
        Tensor sizes = rateScale == null ? size : rateScale.mul(size);
        parameters.addProductInPlace(state.first().div(denominator), sizes, -1);
    }

    private void decay(Tensor parameters, Tensor rate, Dim decayed) {
        if (weightDecay == 0 || decayed.is(0)) {
            return;
        }
        Tensor kept = rate.cast(DType.FLOAT64).mul(-weightDecay).add(1).cast(parameters.type());
        parameters.slice(0, Dim.of(0), decayed).mulInPlace(kept);
    }
}
