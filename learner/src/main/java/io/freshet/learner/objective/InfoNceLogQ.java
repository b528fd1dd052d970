package io.freshet.learner.objective;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/**
 * In-batch InfoNCE corrected for sampling bias (Yi et al. 2019, RecSys): of the batch's items find one's own, where each
 * item's score is lowered by the logarithm of how often it comes, its own too.
 */
public final class InfoNceLogQ {
    private InfoNceLogQ() {}

    /**
     * @param scores (batch, batch): of each query with each query's item
     * @param logQ (batch): the logarithm of each item's probability
     * @param blocked (batch, batch): what is no negative, such as one's own item in another's place; never the diagonal
     * @return (batch)
     */
    static Tensor losses(Recorder recorder, Tensor scores, Tensor logQ, Tensor blocked, double temperature) {
        return scores.div(temperature)
                .sub(logQ.unsqueeze(0))
                .maskedFill(blocked, Double.NEGATIVE_INFINITY)
                .crossEntropy(recorder.arange(scores.dim(0)));
    }

    /** Where an item stands in another query's place: (batch, batch). */
    static Tensor hits(Recorder recorder, Tensor items) {
        Tensor place = recorder.arange(items.dim(0));
        Tensor same = items.unsqueeze(1).eq(items.unsqueeze(0));
        return same.and(place.unsqueeze(1).ne(place.unsqueeze(0)));
    }
}
