package io.freshet.learner.training;

import io.freshet.config.Section;

/**
 * The section {@code learner.guard}. Bounds are wide: a guard that trips on a stream that is only odd costs more than
 * one that is a few steps late.
 *
 * @param maxRepeats trips within the window of steps at which the job fails
 * @param snapshotSteps healthy steps between two states kept in memory, at least
 * @param snapshotLimit bytes of a state above which none is kept
 * @param gradientFactor how many times its median the norm of the gradient may be, where it is above the clip norm
 * @param growthFactor how many times its running level the length of all dense parameters may be
 * @param vectorFactor the same for the mean length of new vectors, which differ more
 * @param collapse when embeddings count as collapsed
 * @param fall when the score counts as fallen
 */
public record GuardConfig(
        boolean enabled,
        int maxRepeats,
        int window,
        int snapshotSteps,
        long snapshotLimit,
        double gradientFactor,
        double growthFactor,
        double vectorFactor,
        Collapse collapse,
        Fall fall) {

    /**
     * Embeddings are looked at every so many steps; they have collapsed when all three figures say so. The effective rank
     * alone would say so last: what is left beside a direction that all share is noise, which has many.
     *
     * @param cosine mean over distinct pairs at or above which
     * @param rank effective rank at or below which
     * @param deviation per dimension, of unit vectors and in units of 1 / sqrt(dimensions), at or below which
     * @param constantSteps steps in which every event is equal, after which the stream is constant
     */
    public record Collapse(int every, double cosine, double rank, double deviation, int constantSteps) {
        static Collapse read(Section section) {
            return new Collapse(
                    section.integer("every", 5, 1, 1_000_000),
                    section.number("cosine", .99, 0, 1),
                    section.number("rank", 32, 1, 1e6),
                    section.number("deviation", .1, 0, 1),
                    section.integer("constant-steps", 40, 2, 1_000_000));
        }
    }

    /**
     * The hit rate over a window against its own level in the long run.
     *
     * @param window scored events
     * @param share of the long-run level, under which it has fallen
     */
    public record Fall(int window, double share) {
        static Fall read(Section section) {
            return new Fall(section.integer("window", 2000, 10, 10_000_000), section.number("share", .25, 0, 1));
        }
    }

    static GuardConfig read(Section section) {
        return new GuardConfig(
                section.bool("enabled", true),
                section.integer("max-repeats", 5, 1, 1_000_000),
                section.integer("window", 1000, 1, Integer.MAX_VALUE),
                section.integer("snapshot-steps", 500, 1, Integer.MAX_VALUE),
                section.bytes("snapshot-limit", "128MB"),
                section.number("gradient-factor", 100, 1, 1e30),
                section.number("growth-factor", 4, 1, 1e30),
                section.number("vector-factor", 20, 1, 1e30),
                Collapse.read(section.section("collapse")),
                Fall.read(section.section("fall")));
    }
}
