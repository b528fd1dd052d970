package io.freshet.learner.job;

import io.freshet.config.Section;
import io.freshet.learner.operator.Overload;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.schemas.stream.StreamConfig;

/**
 * The sections {@code learner} and {@code publish} of a pipeline file.
 *
 * @param parallelism of reading and of histories; how many trainers there are is {@code learner.trainers}
 */
public record LearnerSettings(
        LearnerConfig learner, CheckpointConfig checkpoint, int parallelism, Overload overload, PublishConfig publish) {

    /** Reads both sections; faults are noted at the root. */
    public static LearnerSettings read(Section root, StreamConfig stream) {
        Section learner = root.section("learner");
        LearnerConfig config = LearnerConfig.read(learner, stream);
        return new LearnerSettings(
                config,
                CheckpointConfig.read(
                        learner.section("checkpoint"), config.sync().enabled()),
                learner.integer("parallelism", 1, 1, 1024),
                Overload.read(learner.section("overload")),
                PublishConfig.read(root.section("publish")));
    }
}
