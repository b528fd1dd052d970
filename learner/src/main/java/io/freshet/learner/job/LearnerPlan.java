package io.freshet.learner.job;

import io.freshet.learner.operator.HistoryOperator;
import io.freshet.learner.operator.TrainOperator;
import io.freshet.learner.training.Learner;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * All that the job is made of.
 *
 * @param parallelism of reading and of histories; one trainer owns the model whatever it is
 * @param floors whether honest baselines are scored beside the model
 */
record LearnerPlan(
        PipelineText pipeline,
        SerializableSupplier<Learner> learners,
        HistoryOperator.Config history,
        TrainOperator.Config training,
        PublishConfig publish,
        CheckpointConfig checkpoint,
        int parallelism,
        boolean floors) {}
