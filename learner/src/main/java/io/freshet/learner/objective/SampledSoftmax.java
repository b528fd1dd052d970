package io.freshet.learner.objective;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/** A softmax over drawn negatives, each weighed by how likely it was drawn (Jean et al. 2015, arXiv:1412.2007). */
public final class SampledSoftmax {
    private SampledSoftmax() {}

    /**
     * @param query (queries, dimensions)
     * @param rows (items, dimensions)
     * @param prior (items): added to scores; less the logarithm of the probability with which an item is drawn
     * @param targets (queries): each query's own item
     * @param negatives (drawn): items; a query's own among them does not count
     * @return (queries)
     */
    static Tensor losses(Recorder recorder, Tensor query, Tensor rows, Tensor prior, Tensor targets, Tensor negatives) {
        Tensor positive = query.dot(rows.gatherRows(targets)).add(prior.gatherRows(targets));
        Tensor others = query.matMul(rows.gatherRows(negatives).transpose())
                .add(prior.gatherRows(negatives).unsqueeze(0));
        Tensor own = targets.unsqueeze(1).eq(negatives.unsqueeze(0));
        Tensor logits = recorder.concat(
                1, positive.unsqueeze(1), others.maskedFill(own, Double.NEGATIVE_INFINITY)); // (queries, 1 + drawn)
        return logits.logSumExp(1).sub(positive);
    }
}
