package io.freshet.model.feature;

import io.freshet.schemas.message.Erasure;
import java.util.List;

/**
 * That an entity is to be forgotten, and what was known of it until now.
 *
 * @param history its last events, oldest first: those that are still remembered
 */
public record Forget(Erasure erasure, List<EventFeatures> history) implements Lesson {
    @Override
    public String entity() {
        return erasure.entity();
    }
}
