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
     * Records one step.
     *
     * @param table the rows, a state (capacity, width)
     * @param sums the squares summed so far, a state (capacity)
     * @param index the rows touched (rows), each once
     * @param gradient what a row's occurrences in the batch sum up to (rows, width)
     * @param scale what the gradient counts, such as the factor of clipping: a scalar
     * @return the rows after the step (rows, width)
     */
    public Tensor record(Tensor table, Tensor sums, Tensor index, Tensor gradient, Tensor learningRate, Tensor scale) {
        Tensor rows = table.gatherRows(index);
        Tensor sum = sums.gatherRows(index).add(meanSquare(rows, gradient, scale)); // (rows)
        Tensor rate = learningRate.div(sum.sqrt().add(eps)).unsqueeze(-1); // (rows, 1)
        Tensor kept = weightDecay == 0 ? rows : rows.mul(rate.mul(-weightDecay).add(1));
        Tensor moved = kept.addProduct(rate.mul(scale), gradient, -1);
        sums.putRows(index, sum);
        table.putRows(index, moved);
        return moved;
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
