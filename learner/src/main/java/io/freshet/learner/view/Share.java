package io.freshet.learner.view;

/** How many events a share of a history is. */
final class Share {
    private Share() {}

    /** The share of the length rounded down, within the bounds; the upper one wins. */
    static int of(int length, double share, int least, int most) {
        return Math.min(most, Math.max(least, (int) (length * share)));
    }
}
