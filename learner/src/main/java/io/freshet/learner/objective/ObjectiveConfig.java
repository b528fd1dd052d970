package io.freshet.learner.objective;

import io.freshet.model.nn.ParameterLayout;

/** An objective with its settings. */
public interface ObjectiveConfig {

    /** What its loss counts in the sum; 0 switches it off. */
    double weight();

    /** It takes part in every so many steps; 1 is all of them. */
    default int every() {
        return 1;
    }

    /** Which items it wants among the candidates of a step; an objective that wants any is for streams with items. */
    default Negatives candidates() {
        return Negatives.NONE;
    }

    /**
     * Declares the parameters it owns.
     *
     * @param name in the pipeline: inputs and states are named by it, so that there may be two of a kind
     * @param parameters below its name
     * @param dimensions of queries and item rows
     */
    Objective declare(String name, ParameterLayout.Builder parameters, int dimensions);
}
