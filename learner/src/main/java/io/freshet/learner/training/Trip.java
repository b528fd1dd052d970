package io.freshet.learner.training;

/**
 * Why the guard did not let a step pass.
 *
 * @param sentence for people: what was seen, and the bound
 * @param trustedUntil the last step after which the model can still be trusted; {@link #UNTOUCHED} where it is as good
 *     as before
 */
record Trip(Cause cause, String sentence, long trustedUntil) {
    static final long UNTOUCHED = Long.MAX_VALUE;

    boolean hasTouchedTheModel() {
        return trustedUntil != UNTOUCHED;
    }

    /** What can be wrong with a step; its code is what metrics and dead letters call it. */
    enum Cause {
        NON_FINITE("non-finite"),
        EXPLODING("exploding"),
        COLLAPSE("collapse"),
        PREQUENTIAL_FALL("prequential-fall");

        private final String code;

        Cause(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }
}
