package io.freshet.learner.operator;

import io.freshet.learner.operator.Overload.Policy;

/**
 * Which batches are trained on: such a share of them, spread evenly, that events do not wait longer than the target. The
 * share follows the lag by a proportional rule on its logarithm, so that it needs no estimate of what a step costs.
 */
final class TrainingShare {
    /** By how much a batch at twice the target lowers the share: a power of that two. */
    private static final double RESPONSE = .05;
    /** The most that one batch changes the share by, either way. */
    private static final double MOST = .05;

    private final Overload overload;
    private double share = 1;
    private double due;

    TrainingShare(Overload overload) {
        this.overload = overload;
    }

    /**
     * Whether a batch is trained on.
     *
     * @param lagMs age of its oldest event
     */
    boolean trains(long lagMs) {
        if (overload.policy() == Policy.BACKPRESSURE) {
            return true;
        }
        follow(lagMs);
        due += share;
        if (due < 1) {
            return false;
        }
        due--;
        return true;
    }

    private void follow(long lagMs) {
        double early = Math.log(Math.max(1, overload.lagTarget().toMillis())) - Math.log(Math.max(1, lagMs));
        double change = Math.max(-MOST, Math.min(MOST, RESPONSE * early));
        share = Math.max(overload.leastShare(), Math.min(1, share * Math.exp(change)));
    }

    /** Of batches, as it is now. */
    double share() {
        return share;
    }
}
