package io.freshet.learner.view;

import io.freshet.model.feature.EventFeatures;
import java.util.List;
import java.util.random.RandomGenerator;

/** A change to a history that leaves its meaning, so that an encoder which ignores it has learnt something. */
public interface View {

    /** As pipeline files name it. */
    String name();

    /**
     * A changed copy; empty only where the history is. What it draws comes from the generator alone.
     *
     * @param history an entity's events, oldest first; not changed
     * @param donors recent events of any entity, to take values from
     */
    List<EventFeatures> apply(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random);
}
