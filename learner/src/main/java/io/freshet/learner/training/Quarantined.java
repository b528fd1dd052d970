package io.freshet.learner.training;

import io.freshet.model.feature.Example;

/**
 * An event that the guard keeps from the model.
 *
 * @param code such as {@code guard-non-finite}, what dead letters are counted by
 * @param reason a sentence for people
 */
public record Quarantined(Example example, String code, String reason) {
    static final String PREFIX = "guard-";

    static Quarantined of(Example example, Trip trip) {
        return new Quarantined(example, PREFIX + trip.cause().code(), trip.sentence());
    }
}
