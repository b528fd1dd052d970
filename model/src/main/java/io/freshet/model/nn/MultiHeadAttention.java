package io.freshet.model.nn;

import io.freshet.model.program.Dim;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head self-attention (Vaswani et al. 2017, arXiv:1706.03762); query, key and value share one projection. Scores and
 * mixing are products too; their softmax is in 32 bits at least, whatever the products are in.
 */
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
        Tensor qkv = x.cast(parameters.products())
                .linear(parameters.factor(projectionWeight), parameters.factor(projectionBias))
                .reshape(x.dim(0), length, Dim.of(3), Dim.of(heads), head)
                .permute(2, 0, 3, 1, 4); // (3, batch, heads, length, head)
        Tensor mixed = qkv.select(0, 0)
                .attend(qkv.select(0, 1), qkv.select(0, 2), bias == null ? null : bias.cast(parameters.products()))
                .transpose(1, 2);
        return out.apply(parameters, mixed.reshape(x.shape()));
    }

    /**
     * Mixes what a row's positions hold into single ones.
     *
     * @param x (rows, length, width)
     * @param bias added to the scores (rows, 1, most, length)
     * @return (questions, width)
     */
    public Tensor at(Parameters parameters, Tensor x, Tensor bias, Asked asked) {
        Dim rows = x.dim(0);
        Dim width = x.dim(2);
        Dim most = asked.seated().dim(1);
        Tensor weight = parameters.factor(projectionWeight);
        Tensor shift = parameters.factor(projectionBias);
        Tensor query = asked.of(x)
                .cast(parameters.products())
                .linear(weight.slice(0, Dim.of(0), width), shift.slice(0, Dim.of(0), width))
                .gatherRows(asked.seated())
                .reshape(rows, most, Dim.of(heads), headOf(x))
                .transpose(1, 2); // (rows, heads, most, head)
        Tensor both = x.cast(parameters.products())
                .linear(weight.slice(0, width, width.times(3)), shift.slice(0, width, width.times(3)))
                .reshape(rows, x.dim(1), Dim.of(2), Dim.of(heads), headOf(x))
                .permute(2, 0, 3, 1, 4); // (2, rows, heads, length, head)
        Tensor mixed = query.attend(both.select(0, 0), both.select(0, 1), bias.cast(parameters.products()))
                .transpose(1, 2);
        return out.apply(parameters, mixed.reshape(rows.times(most), width).gatherRows(asked.seats()));
    }

    private Dim headOf(Tensor x) {
        return x.dim(2).dividedBy(Dim.of(heads)).orElseThrow();
    }
}
