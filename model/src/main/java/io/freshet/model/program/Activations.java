package io.freshet.model.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The composites that losses and networks are written in. */
public sealed interface Activations extends Shaped permits Tensor {
    default Tensor softmax(int axis) {
        return self().real("softmax", "torch.softmax(%0, " + shape().axis(axis) + ")");
    }

    default Tensor logSoftmax(int axis) {
        return self().real("logSoftmax", "torch.log_softmax(%0, " + shape().axis(axis) + ")");
    }

    /** {@code logSumExp(row) - row[class]} for each row of logits (rows, classes). */
    default Tensor crossEntropy(Tensor classIndex) {
        ShapeRules.requireFloat("crossEntropy", self());
        ShapeRules.requireRank("crossEntropy", self(), 2);
        ShapeRules.requireType("crossEntropy", classIndex, DType.INT64);
        ShapeRules.requireSame("crossEntropy", classIndex, shape().before(1));
        String code = "torch.cross_entropy_loss(%0, %1, None, 0, -100, 0.)";
        return self().recorder().pure("crossEntropy", code, List.of(self(), classIndex), type(), classIndex.shape());
    }

    /** Normalises over the last axis with the biased variance; {@code eps} stands inside the root. */
    default Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        ShapeRules.requireSame("layerNorm weight", weight, shape().from(-1));
        ShapeRules.requireSame("layerNorm bias", bias, shape().from(-1));
        String code = "torch.layer_norm(%0, " + shape().from(-1).code() + ", %1, %2, " + Literal.of(eps) + ", False)";
        return self().recorder().pure("layerNorm", code, List.of(self(), weight, bias), type(), shape());
    }

    /** Layer normalisation without scale and shift. */
    default Tensor layerNorm(double eps) {
        String code =
                "torch.layer_norm(%0, " + shape().from(-1).code() + ", None, None, " + Literal.of(eps) + ", False)";
        return self().real("layerNorm", code);
    }

    /** {@code this / max(norm, 1e-12)} over the last axis. */
    default Tensor l2Normalise() {
        return l2Normalise(1e-12);
    }

    default Tensor l2Normalise(double eps) {
        return self().div(self().normKeep(-1).clampMin(eps));
    }

    /** Cosine over the last axis; each norm is clamped at 1e-8. */
    default Tensor cosine(Tensor other) {
        return l2Normalise(1e-8).dot(other.l2Normalise(1e-8));
    }

    /**
     * Attention: {@code softmax(this key^T / sqrt(width) + bias) value} over the last two axes, in libtorch's fused form.
     *
     * <p>It keeps no (queries, keys) matrix for the backward pass, which is most of the memory that attention touches.
     *
     * @param bias added to the scores (batch, heads or 1, queries, keys), minus infinity where a key is not seen; or null
     */
    default Tensor attend(Tensor key, Tensor value, @Nullable Tensor bias) {
        ShapeRules.requireFloat("attend", self());
        ShapeRules.requireRank("attend", self(), 4);
        boolean meet =
                key.shape().equals(value.shape()) && key.shape().with(2, dim(2)).equals(shape());
        ShapeRules.require(meet, "attend", self(), key, "do not meet beside the length");
        Shape scores = shape().with(3, key.dim(2));
        if (bias == null) {
            String code = "torch.scaled_dot_product_attention(%0, %1, %2, None, 0., False)";
            return self().recorder().pure("attend", code, List.of(self(), key, value), type(), shape());
        }
        if (bias.type() != type() || !ShapeRules.stretches(bias.shape(), scores)) {
            throw new IllegalArgumentException("attend: bias " + bias.describe() + " does not stretch to " + scores);
        }
        String code = "torch.scaled_dot_product_attention(%0, %1, %2, %3, 0., False)";
        return self().recorder().pure("attend", code, List.of(self(), key, value, bias), type(), shape());
    }

    /**
     * Dropout (Srivastava et al. 2014): each element is 0 with a probability of {@code rate}, and the others grow by as much
     * as keeps the mean. What is drawn depends on the seed of {@link Recorder#seedDraws} alone.
     */
    default Tensor dropout(double rate) {
        ShapeRules.requireFloat("dropout", self());
        if (rate == 0) {
            return self();
        }
        self().recorder().requireSeed("dropout");
        return self().unary("dropout", "torch.dropout(%0, " + Literal.of(rate) + ", True)");
    }

    /** Huber's loss by element: {@code d^2 / (2 beta)} where {@code |d| < beta}, else {@code |d| - beta / 2}. */
    default Tensor smoothL1(Tensor target, double beta) {
        ShapeRules.requireFloat("smoothL1", self());
        ShapeRules.requireSame("smoothL1", target, shape());
        String code = "torch.smooth_l1_loss(%0, %1, 0, " + Literal.of(beta) + ")";
        return self().recorder().pure("smoothL1", code, List.of(self(), target), type(), shape());
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
