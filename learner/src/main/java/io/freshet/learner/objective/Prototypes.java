package io.freshet.learner.objective;

import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** Directions that unit vectors are compared with: a linear map whose rows have length 1. */
final class Prototypes {
    private final String weight;

    Prototypes(ParameterLayout.Builder parameters, long width, long count) {
        this.weight = parameters.add("weight", Shape.of(count, width), Init.fanIn(width));
    }

    /**
     * @param rows (rows, width), of any length
     * @return (rows, count): cosines
     */
    Tensor scores(Parameters parameters, Tensor rows) {
        return rows.l2Normalise().linear(parameters.get(weight).l2Normalise());
    }
}
