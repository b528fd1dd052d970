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
        Dim batch = x.dim(0);
        Dim length = x.dim(1);
        Dim width = x.dim(2);
        Dim head = width.dividedBy(Dim.of(heads)).orElseThrow();
        Tensor qkv = x.linear(parameters.get(projectionWeight), parameters.get(projectionBias))
                .reshape(batch, length, Dim.of(3), Dim.of(heads), head)
                .permute(2, 0, 3, 1, 4); // (3, batch, heads, length, head)
        Tensor mixed = qkv.select(0, 0).attend(qkv.select(0, 1), qkv.select(0, 2), bias);
        return out.apply(parameters, mixed.transpose(1, 2).reshape(batch, length, width));
    }
}
