package io.freshet.model.optimise;

import io.freshet.config.Section;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;

/** Stochastic gradient descent with momentum, PyTorch's update: {@code v = momentum v + g; p -= lr v}. */
public record Sgd(double momentum) implements Optimiser {
    private static final String VELOCITY = "velocity";

    static Sgd read(Section section) {
        return new Sgd(section.number("momentum", .9, 0, 1));
    }

    @Override
    public List<String> memories() {
        return List.of(VELOCITY);
    }

    @Override
    public boolean needsDecayByElement() {
        return true;
    }

    @Override
    public void record(Recorder recorder, FlatStep step) {
        move(step, step.decayed(step.gradient()), momentum);
    }

    static void move(FlatStep step, Tensor direction, double momentum) {
        Tensor velocity = step.memory(VELOCITY);
        velocity.mulInPlace(momentum);
        velocity.addInPlace(direction);
        step.parameters().addProductInPlace(velocity, step.elementRate(), -1);
    }
}
