package io.freshet.learner.training;

/**
 * What has been learnt from; part of the state, so that it counts every event once whatever happens.
 *
 * @param examples events trained on
 * @param steps that were finite, each on a micro-batch
 * @param skippedSteps micro-batches left out because loss or gradient was not finite
 * @param shed events that were embedded, and neither scored nor trained on
 */
public record LearnerCounters(long examples, long steps, long skippedSteps, long shed) {

    /** Of a learner that trains on everything. */
    public LearnerCounters(long examples, long steps, long skippedSteps) {
        this(examples, steps, skippedSteps, 0);
    }

    /** Events taken in, trained on or not. */
    public long events() {
        return examples + shed;
    }

    LearnerCounters stepped(int events) {
        return new LearnerCounters(examples + events, steps + 1, skippedSteps, shed);
    }

    LearnerCounters skipped() {
        return new LearnerCounters(examples, steps, skippedSteps + 1, shed);
    }

    LearnerCounters embedded(int events) {
        return new LearnerCounters(examples, steps, skippedSteps, shed + events);
    }
}
