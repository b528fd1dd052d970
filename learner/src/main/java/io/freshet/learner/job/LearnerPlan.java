package io.freshet.learner.job;

import io.freshet.config.Section;
import io.freshet.learner.evaluate.LabelProbes;
import io.freshet.learner.operator.HistoryOperator;
import io.freshet.learner.operator.TrainOperator;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.stream.StreamConfig;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

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
        int trainers,
        boolean floors) {

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

    /**
     * What a pipeline file asks for.
     *
     * @param snapshots folder of model snapshots, unless the file names one; null where it must
     * @throws io.freshet.config.ConfigException with every fault of the file
     */
    static LearnerPlan of(PipelineText pipeline, @Nullable String snapshots) {
        Section root = pipeline.root();
        root.keys().forEach(root::has); // the other processes check their own sections
        StreamConfig stream = StreamConfig.read(root);
        LearnerSettings settings = LearnerSettings.read(root, stream);
        String folder = settings.publish().snapshots() == null
                ? snapshots
                : settings.publish().snapshots();
        if (folder == null) {
            root.section("publish")
                    .fault("snapshots", "be a folder", "nothing", "on a file system that every Flink process reaches");
        }
        root.throwIfAny();
        return new LearnerPlan(
                pipeline,
                () -> learner(pipeline),
                new HistoryOperator.Config(
                        settings.learner().historyLength(),
                        stream.event().itemsComeAgain(),
                        HistoryOperator.Config.DEFAULT_MAX_ITEMS,
                        settings.learner().historyTtl(),
                        label(stream, settings),
                        stream.event().dropsForgotten()),
                training(stream, settings, Objects.requireNonNull(folder)),
                settings.publish(),
                settings.checkpoint(),
                settings.parallelism(),
                settings.learner().sync().trainers(),
                settings.learner().floors());
    }

    private static int label(StreamConfig stream, LearnerSettings settings) {
        LabelProbes.Config labels = settings.learner().labels();
        return labels == null ? HistoryOperator.Config.NO_LABEL : stream.indexOf(labels.label());
    }

    private static TrainOperator.Config training(StreamConfig stream, LearnerSettings settings, String folder) {
        PublishConfig publish = settings.publish();
        return new TrainOperator.Config(
                stream.name(),
                newSpace(),
                settings.learner().batchSize(),
                settings.learner().batchMaxAge(),
                REPORT_INTERVAL,
                settings.overload(),
                new TrainOperator.SnapshotConfig(
                        folder, publish.snapshotInterval(), publish.snapshotSteps(), publish.keepSnapshots()));
    }

    /** A model that starts anew puts its vectors where none were before. */
    private static String newSpace() {
        return "s" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    }

    private static Learner learner(PipelineText pipeline) {
        Section root = pipeline.root();
        StreamConfig stream = StreamConfig.read(root);
        return new OnlineLearner(LearnerConfig.read(root.section("learner"), stream), FeatureLayout.of(stream));
    }

    LearnerPlan withParallelismAtMost(int slots) {
        return new LearnerPlan(
                pipeline,
                learners,
                history,
                training,
                publish,
                checkpoint,
                Math.min(parallelism, slots),
                trainers,
                floors);
    }
}
