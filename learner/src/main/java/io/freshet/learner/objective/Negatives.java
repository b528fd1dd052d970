package io.freshet.learner.objective;

/**
 * Which items join the candidates of a step, beside the batch's own.
 *
 * @param queue those of so many of the last events
 * @param catalogue so many, drawn from what is not among those
 */
public record Negatives(int queue, int catalogue) {
    public static final Negatives NONE = new Negatives(0, 0);

    /** What is enough for both. */
    public Negatives and(Negatives other) {
        return new Negatives(Math.max(queue, other.queue), Math.max(catalogue, other.catalogue));
    }
}
