package io.freshet.learner.objective;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/** InfoNCE (van den Oord et al. 2018, arXiv:1807.03748): the cross-entropy of finding a positive among negatives. */
public final class InfoNce {
    /** What a blocked score is: as good as minus infinity, but a row with nothing else in it is still a number. */
    private static final double BLOCKED = -1e30;

    private InfoNce() {}

    /**
     * Losses of queries whose positives and negatives are constants, such as a momentum encoder's keys.
     *
     * <p>Their gradient is written down here, a softmax times the negatives: derived step by step, it would read and
     * write the scores some five times more.
     *
     * @param query (queries, width), divided by the temperature
     * @param positive (queries, width): each query's own
     * @param negatives (count, width), shared by all queries
     * @param blocked (queries, count) or what stretches to it: what is no negative of a query
     * @return (queries)
     */
    public static Tensor amongConstants(
            Recorder recorder, Tensor query, Tensor positive, Tensor negatives, Tensor blocked) {
        Tensor fixed = query.detach();
        Tensor own = fixed.dot(positive); // (queries)
        Tensor scores = fixed.matMul(negatives.transpose()).maskedFill(blocked, BLOCKED); // (queries, count)
        Tensor shares = scores.softmax(1);
        // the softmax knows the sum that it has divided by: where a score stands highest
        Tensor others = scores.max(1).sub(shares.max(1).log());
        Tensor all = recorder.concat(1, own.unsqueeze(1), others.unsqueeze(1)).logSumExp(1);
        Tensor ofOthers = others.sub(all).exp().unsqueeze(1);
        Tensor ofOwn = own.sub(all).exp().sub(1).unsqueeze(1);
        Tensor gradient = shares.matMul(negatives).mul(ofOthers).add(positive.mul(ofOwn));
        // adds nothing but its derivative
        return all.sub(own).add(query.sub(fixed).dot(gradient));
    }
}
