package io.freshet.learner.operator;

import io.freshet.model.feature.Ids;

/**
 * An entity had an item: all that the floors look at.
 *
 * @param entity its hash
 * @param item its hash; {@link Ids#NONE} where the entity is to be forgotten
 */
public record Visit(long entity, long item) {

    /** That an entity is to be forgotten. */
    static Visit forget(long entity) {
        return new Visit(entity, Ids.NONE);
    }

    boolean forgets() {
        return item == Ids.NONE;
    }
}
