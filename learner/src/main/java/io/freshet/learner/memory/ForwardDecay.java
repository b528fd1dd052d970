package io.freshet.learner.memory;

/**
 * Counts that halve every so many events, kept as logarithms of weights that grow with time instead of fading (Cormode et
 * al. 2009): an event costs the same however many counts there are, nothing ever has to be brought back to the present,
 * and the order of two counts that nobody touches never changes.
 *
 * @param halfLife in events
 */
record ForwardDecay(double halfLife) {
    /** The logarithm of what has never come. */
    static final double NEVER = Double.NEGATIVE_INFINITY;

    /** What counts that has never come, in events of now: small, but with a logarithm. */
    private static final double UNSEEN = .1;

    static final double LOG_UNSEEN = Math.log(UNSEEN);

    /** The logarithm of what one event weighs after so many. */
    double logNow(double events) {
        return events * Math.log(2) / halfLife;
    }

    /** The logarithm of the sum of two weights. */
    static double add(double log, double other) {
        return Math.max(log, other) + Math.log1p(Math.exp(-Math.abs(log - other)));
    }

    /** The logarithm of a weight as a count of now; of what has not come for long, that of a tenth. */
    static float logCount(double log, double logNow) {
        return (float) Math.max(LOG_UNSEEN, log - logNow);
    }
}
