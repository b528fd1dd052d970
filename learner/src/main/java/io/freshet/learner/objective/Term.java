package io.freshet.learner.objective;

import io.freshet.model.nn.ParameterLayout;

/**
 * A term of the loss: an objective under its name in the pipeline.
 *
 * @param weight what its loss counts in the sum
 * @param every it takes part in every so many steps; 1 is all of them
 */
public record Term(String name, double weight, int every, Objective objective) {

    /** Declares the parameters of an objective, below its name. */
    public static Term declare(
            String name, ObjectiveConfig config, ParameterLayout.Builder parameters, int dimensions) {
        return new Term(name, config.weight(), config.every(), config.declare(name, parameters.at(name), dimensions));
    }
}
