package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;

/**
 * One thing to learn. It is recorded once into the program of the step, and feeds that program's inputs before each run.
 */
public interface Objective {

    /** Records the loss: a scalar, the mean over what it looks at, and 0 where that is nothing. */
    Tensor record(StepRecording step);

    /** Gives the inputs that {@link #record} declared. */
    void feed(StepFeed feed);
}
