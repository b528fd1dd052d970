package io.freshet.model.nn;

import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** Layer normalisation (Ba et al. 2016, arXiv:1607.06450) over the last axis. */
public final class LayerNorm {
    private final String weight;
    private final String bias;
    private final double eps;

    public LayerNorm(ParameterLayout.Builder layout, long width, double eps) {
        this.weight = layout.add("weight", Shape.of(width), Init.ones());
        this.bias = layout.add("bias", Shape.of(width), Init.zeros());
        this.eps = eps;
    }

    public Tensor apply(Parameters parameters, Tensor x) {
        return x.layerNorm(parameters.get(weight), parameters.get(bias), eps);
    }
}
