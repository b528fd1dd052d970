package io.freshet.model.feature;

/** What reaches the learner of an entity, in the order of its events. */
public sealed interface Lesson permits Example, Forget, PassedOver {

    /** Whose it is. */
    String entity();
}
