package io.freshet.model.optimise;

import io.freshet.model.program.Tensor;

/**
 * Adagrad with one scalar of state a row (FBGEMM's rowwise_adagrad), for the rows of a table that a batch touches.
 *
 * <p>Weight decay, where there is any, enters the statistic and shrinks the row, as there.
 */
public record RowwiseAdagrad(double eps, double weightDecay) {
    public RowwiseAdagrad() {
        this(1e-8, 0);
    }

    /**
     * Rows and what the optimiser keeps of them.
     *
     * @param rows (rows, width)
     * @param sums the mean squares of their gradients, summed so far (rows)
     */
    public record Rows(Tensor rows, Tensor sums) {}

    /**
     * Records one step.
     *
     * @param gradient what a row's occurrences in the batch sum up to (rows, width)
     * @param scale what the gradient counts, such as the factor of clipping: a scalar
     * @return the same rows after the step
     */
    public Rows record(Rows before, Tensor gradient, Tensor learningRate, Tensor scale) {
        Tensor rows = before.rows();
        Tensor sums = before.sums().add(meanSquare(rows, gradient, scale)); // (rows)
        Tensor rate = learningRate.div(sums.sqrt().add(eps)).unsqueeze(-1); // (rows, 1)
        Tensor kept = weightDecay == 0 ? rows : rows.mul(rate.mul(-weightDecay).add(1));
        return new Rows(kept.addProduct(rate.mul(scale), gradient, -1), sums);
    }

    private Tensor meanSquare(Tensor rows, Tensor gradient, Tensor scale) {
        if (weightDecay != 0) {
            return gradient.mul(scale).add(rows.mul(weightDecay)).square().mean(-1);
        }
        // the norm of each row is what clipping has computed already
        double width = gradient.dim(-1).constant();
        return gradient.norm(-1).mul(scale).square().div(width);
    }
}
