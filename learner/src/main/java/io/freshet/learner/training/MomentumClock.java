package io.freshet.learner.training;

import io.freshet.config.Section;

/**
 * How fast the target network follows: by the step, or by half-lives in events, so that the size of batches does not
 * matter (a stream has no end that a schedule could run towards).
 *
 * @param base the share of the old weights that a tick leaves
 * @param byEvents whether a tick is an event learnt from, and not an update of the model
 */
public record MomentumClock(double base, boolean byEvents) {
    private static final double MOMENTUM = .99;
    private static final String HALF_LIFE = "momentum-half-life";

    static MomentumClock read(Section learner) {
        double momentum = learner.number("momentum", MOMENTUM, 0, 1);
        if (!learner.has(HALF_LIFE)) {
            return new MomentumClock(momentum, false);
        }
        if (learner.has("momentum")) {
            learner.fault(HALF_LIFE, "stand alone", "momentum too", "one counts updates, the other events");
        }
        return new MomentumClock(Math.pow(.5, 1 / learner.number(HALF_LIFE, 5000, 1, 1e12)), true);
    }

    /** How far an update by so many events moves it. */
    long ticks(long events) {
        return byEvents ? events : 1;
    }

    /** The momentum of an update by so many events. */
    double momentum(long events) {
        return Math.pow(base, ticks(events));
    }
}
