package io.freshet.learner.job;

import org.jspecify.annotations.Nullable;

/**
 * How the learner's job is doing. Running alone does not mean healthy: a job may restart for ever, so look at its
 * checkpoints too.
 *
 * @param checkpoints completed since the job was submitted
 * @param lastCheckpointMs when the latest completed; 0 before the first
 * @param failure the latest failure in one sentence; null where there was none
 */
public record LearnerStatus(
        State state,
        long checkpoints,
        long lastCheckpointMs,
        @Nullable String failure) {

    /** Of the job. */
    public enum State {
        STARTING,
        RUNNING,
        RESTARTING,
        STOPPING,
        FINISHED,
        CANCELLED,
        FAILED;

        /** Whether the job has ended, well or not. */
        public boolean isEnd() {
            return this == FINISHED || this == CANCELLED || this == FAILED;
        }
    }
}
