package io.freshet.model.optimise;

import io.freshet.model.program.Tensor;
import java.util.List;

/** Bounds the norm of gradients, as PyTorch's {@code clip_grad_norm_} does. */
public final class GradientClip {
    private static final double EPS = 1e-6;

    private GradientClip() {}

    /** What all gradients are to be multiplied by so that their norm, taken together, is at most {@code maxNorm}. */
    public static Tensor factor(Tensor globalNorm, double maxNorm) {
        return globalNorm.add(EPS).reciprocal().mul(maxNorm).clampMax(1);
    }

    /** Scales each gradient by a factor of its own (DINO's rule). */
    public static List<Tensor> byOwnNorm(List<Tensor> gradients, double maxNorm) {
        return gradients.stream()
                .map(g -> g.mul(g.norm().add(EPS).reciprocal().mul(maxNorm).clampMax(1)))
                .toList();
    }

    /**
     * Scales the gradient of each group by a factor of its own, so that its norm is at most the group's.
     *
     * @param gradient (size)
     * @param members 1 where an element belongs to a group (groups, size); an element belongs to one at most
     * @param maxNorms (groups)
     */
    public static Tensor byGroupNorm(Tensor gradient, Tensor members, Tensor maxNorms) {
        Tensor squares = members.matMul(gradient.square().unsqueeze(1)).select(1, 0); // (groups)
        Tensor factors = maxNorms.div(squares.sqrt().add(EPS)).clampMax(1);
        Tensor less = factors.sub(1).unsqueeze(0).matMul(members).select(0, 0); // (size), 0 outside of all groups
        return gradient.add(gradient.mul(less));
    }

    /** The Euclidean norm of all gradients taken together; that of rows is taken row by row. */
    public static Tensor globalNorm(List<Tensor> gradients) {
        return gradients.stream()
                .map(g -> g.rank() < 2 ? g.norm() : g.norm(-1).norm())
                .map(Tensor::square)
                .reduce(Tensor::add)
                .orElseThrow()
                .sqrt();
    }
}
