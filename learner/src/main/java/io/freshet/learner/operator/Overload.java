package io.freshet.learner.operator;

import io.freshet.config.Section;
import java.io.Serializable;
import java.time.Duration;

/**
 * The section {@code learner.overload}: what gives way where events come faster than they can be learnt from.
 *
 * @param policy what gives way
 * @param lagTarget how old events may be when their batch is taken
 * @param leastShare of batches that is trained on, however far behind
 */
public record Overload(Policy policy, Duration lagTarget, double leastShare) implements Serializable {

    /** What gives way under overload; events never do. */
    public enum Policy {
        /** Time: all are trained on, and the stream falls behind. */
        BACKPRESSURE,
        /** Training: all are embedded, and some are scored and trained on. */
        SHED_TRAINING
    }

    /** Everything is trained on. */
    public static final Overload BACKPRESSURE = new Overload(Policy.BACKPRESSURE, Duration.ofSeconds(5), .05);

    public static Overload read(Section section) {
        return new Overload(
                section.choice("policy", Policy.class, BACKPRESSURE.policy),
                section.duration("lag-target", BACKPRESSURE.lagTarget),
                section.number("least-share", BACKPRESSURE.leastShare, 0, 1));
    }
}
