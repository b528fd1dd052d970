package io.freshet.learner.objective;

import io.freshet.model.nn.ParameterLayout;

/** An objective with its settings. */
public interface ObjectiveConfig {

    /** What its loss counts in the sum; 0 switches it off. */
    double weight();

    /**
     * Declares the parameters it owns.
     *
     * @param dimensions of queries and item rows
     */
    Objective declare(ParameterLayout.Builder parameters, int dimensions);
}
