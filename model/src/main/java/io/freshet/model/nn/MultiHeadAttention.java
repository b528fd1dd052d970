package io.freshet.model.nn;

import io.freshet.model.program.Dim;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import org.jspecify.annotations.Nullable;

/** Multi-head self-attention (Vaswani et al. 2017, arXiv:1706.03762); query, key and value share one projection. */
public final class MultiHeadAttention {
    private final long heads;
    private final String projectionWeight;
    private final String projectionBias;
    private final Linear out;

    public MultiHeadAttention(ParameterLayout.Builder layout, long width, long heads) {
        if (width % heads != 0) {
            throw new IllegalArgumentException("attention: width " + width + " is no multiple of " + heads + " heads");
        }
        this.heads = heads;
        this.projectionWeight = layout.add("in_proj_weight", Shape.of(3 * width, width), Init.xavier(width, 3 * width));
        this.projectionBias = layout.add("in_proj_bias", Shape.of(3 * width), Init.zeros());
        this.out = new Linear(layout.at("out_proj"), width, width);
    }

    /**
     * Mixes the positions of each sequence.
     *
     * @param x (batch, length, width)
     * @param bias added to the scores, see {@link AttentionMask#bias}; null: every position sees all
     */
    public Tensor apply(Parameters parameters, Tensor x, @Nullable Tensor bias) {
        Dim length = x.dim(1);
        Dim head = headOf(x);
        Tensor qkv = x.linear(parameters.get(projectionWeight), parameters.get(projectionBias))
                .reshape(x.dim(0), length, Dim.of(3), Dim.of(heads), head)
                .permute(2, 0, 3, 1, 4); // (3, batch, heads, length, head)
        return joined(parameters, qkv.select(0, 0).attend(qkv.select(0, 1), qkv.select(0, 2), bias));
    }

    /**
     * Mixes what all positions hold into the first ones.
     *
     * @param x (batch, length, width)
     * @param queries how many positions, from the first on, are asked for
     * @param bias added to the scores (batch, heads or 1, queries, length)
     * @return (batch, queries, width)
     */
    public Tensor applyToFirst(Parameters parameters, Tensor x, int queries, @Nullable Tensor bias) {
        Dim width = x.dim(2);
        Dim head = headOf(x);
        Tensor weight = parameters.get(projectionWeight);
        Tensor shift = parameters.get(projectionBias);
        Tensor query = x.slice(1, 0, queries)
                .linear(weight.slice(0, Dim.of(0), width), shift.slice(0, Dim.of(0), width))
                .reshape(x.dim(0), Dim.of(queries), Dim.of(heads), head)
                .transpose(1, 2); // (batch, heads, queries, head)
        Tensor both = x.linear(weight.slice(0, width, width.times(3)), shift.slice(0, width, width.times(3)))
                .reshape(x.dim(0), x.dim(1), Dim.of(2), Dim.of(heads), head)
                .permute(2, 0, 3, 1, 4); // (2, batch, heads, length, head)
        return joined(parameters, query.attend(both.select(0, 0), both.select(0, 1), bias));
    }

    private Dim headOf(Tensor x) {
        return x.dim(2).dividedBy(Dim.of(heads)).orElseThrow();
    }

    // mixed: (batch, heads, positions, head)
    private Tensor joined(Parameters parameters, Tensor mixed) {
        Dim width = mixed.dim(1).times(mixed.dim(3));
        return out.apply(parameters, mixed.transpose(1, 2).reshape(mixed.dim(0), mixed.dim(2), width));
    }
}
