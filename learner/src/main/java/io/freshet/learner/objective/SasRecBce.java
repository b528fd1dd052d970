package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;

/**
 * SASRec's loss (Kang and McAuley 2018, arXiv:1808.09781): tell the item that came from one that did not, by binary
 * cross-entropy.
 */
public final class SasRecBce {
    private SasRecBce() {}

    /**
     * The mean of the positives' part plus that of the negatives', over what counts.
     *
     * @param positive (places): scores of the items that came
     * @param negative (places): scores of items that did not
     * @param counted (places): 0 or 1
     */
    static Tensor loss(Tensor positive, Tensor negative, Tensor counted) {
        return positive.neg()
                .softplus()
                .add(negative.softplus())
                .mul(counted)
                .sum()
                .div(counted.sum().clampMin(1));
    }

    /** What the rows' length costs. */
    static Tensor penalty(Tensor rows, double l2) {
        return rows.square().sum().mul(l2);
    }
}
