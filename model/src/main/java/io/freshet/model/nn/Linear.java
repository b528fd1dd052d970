package io.freshet.model.nn;

import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import org.jspecify.annotations.Nullable;

/** {@code x W^T + b}, with a weight of (out, in). */
public final class Linear {
    private final String weight;
    private final @Nullable String bias;

    public Linear(ParameterLayout.Builder layout, long in, long out) {
        this.weight = layout.add("weight", Shape.of(out, in), Init.fanIn(in));
        this.bias = layout.add("bias", Shape.of(out), Init.fanIn(in));
    }

    private Linear(String weight) {
        this.weight = weight;
        this.bias = null;
    }

    public static Linear withoutBias(ParameterLayout.Builder layout, long in, long out) {
        return new Linear(layout.add("weight", Shape.of(out, in), Init.fanIn(in)));
    }

    public Tensor apply(Parameters parameters, Tensor x) {
        Tensor factor = x.cast(parameters.products());
        Tensor w = parameters.factor(weight);
        Tensor product = bias == null ? factor.linear(w) : factor.linear(w, parameters.factor(bias));
        return product.toFloat();
    }
}
