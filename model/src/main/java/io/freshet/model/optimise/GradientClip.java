package io.freshet.model.optimise;

import io.freshet.model.program.Tensor;
import java.util.List;

/** Bounds the norm of gradients, as PyTorch's {@code clip_grad_norm_} does. */
public final class GradientClip {
    private static final double EPS = 1e-6;

    private GradientClip() {}

    /** Gradients after clipping, and their global norm before it. */
    public record Clipped(List<Tensor> gradients, Tensor norm) {}

    /** Scales all gradients by one factor, so that their norm taken together is at most {@code maxNorm}. */
    public static Clipped byGlobalNorm(List<Tensor> gradients, double maxNorm) {
        Tensor norm = globalNorm(gradients);
        Tensor factor = norm.add(EPS).reciprocal().mul(maxNorm).clampMax(1);
        return new Clipped(gradients.stream().map(g -> g.mul(factor)).toList(), norm);
    }

    /** Scales each gradient by a factor of its own (DINO's rule). */
    public static List<Tensor> byOwnNorm(List<Tensor> gradients, double maxNorm) {
        return gradients.stream()
                .map(g -> g.mul(g.norm().add(EPS).reciprocal().mul(maxNorm).clampMax(1)))
                .toList();
    }

    /** The Euclidean norm of all gradients taken together. */
    public static Tensor globalNorm(List<Tensor> gradients) {
        return gradients.stream()
                .map(g -> g.norm().square())
                .reduce(Tensor::add)
                .orElseThrow()
                .sqrt();
    }
}
