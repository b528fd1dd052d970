package io.freshet.model.nn;

import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** The parameters of one network, online or target: named views of a flat tensor. */
public record Parameters(ParameterLayout layout, Tensor flat) {
    public Parameters {
        if (!flat.shape().equals(Shape.of(layout.size()))) {
            throw new IllegalArgumentException(
                    "parameters: must be " + Shape.of(layout.size()) + ", got " + flat.shape());
        }
    }

    public Tensor get(String name) {
        ParameterLayout.Range range = layout.range(name);
        // recorded once, however many are asked for: equal lines are shared
        return flat.split(layout.lengths()).get(range.number()).reshape(range.shape());
    }
}
