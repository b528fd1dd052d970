package io.freshet.learner.training;

/**
 * What has been learnt from; part of the state, so that it counts every event once whatever happens.
 *
 * @param examples events trained on
 * @param steps that were finite, each on a micro-batch
 * @param skippedSteps micro-batches left out because loss or gradient was not finite
 */
public record LearnerCounters(long examples, long steps, long skippedSteps) {}
