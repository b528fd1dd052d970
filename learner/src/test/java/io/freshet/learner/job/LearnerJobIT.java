package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.freshet.learner.operator.HistoryOperator;
import io.freshet.learner.operator.Overload;
import io.freshet.learner.operator.TrainOperator;
import io.freshet.learner.testing.Shop;
import io.freshet.learner.testing.TallyLearner;
import io.freshet.learner.testing.TestLog;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.stream.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit gives the folders
class LearnerJobIT {

    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    static Path logFolder;

    private static TestLog log;

    @TempDir
    Path folder;

    private Topics topics = new Topics("none");
    private PipelineText pipeline = new PipelineText("", "", new TreeMap<>());

    @BeforeAll
    static void startLog() throws Exception {
        log = TestLog.start(logFolder);
    }

    @AfterAll
    static void stopLog() {
        log.close();
    }

    @BeforeEach
    void createTopics() throws Exception {
        String namespace = "shop-" + UUID.randomUUID();
        pipeline = new PipelineText(Shop.YAML, "shop.yaml", new TreeMap<>())
                .at(log.bootstrapServers(), log.registry())
                .with("kafka.namespace", namespace);
        topics = pipeline.stream().topics();
        log.create(topics.specs(1, 1));
    }

    @Test
    void completesExactlyOnceCheckpointsAndShowsCommittedRecords() throws Exception {
        append(0, 100);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("exactly-once", 8));
            await().atMost(LONG).until(() -> learner.status().checkpoints() >= 2);
            await().atMost(LONG).until(() -> committedEmbeddings().size() == 192); // twelve full batches

            append(100, 104);
            await().atMost(LONG).until(() -> training().getOrDefault("events-seen", 0.0) == 104);
            learner.stopWithDrain(LONG);
            assertThat(learner.status().state()).isEqualTo(LearnerStatus.State.FINISHED);
        }

        assertThat(committedEmbeddings()).hasSize(208);
        assertThat(training()).containsEntry("examples", 104.0).containsEntry("events-seen", 104.0);
        assertThat(log.committed(topics.models(), new ModelCodec()))
                .singleElement()
                .satisfies(model ->
                        assertThat(Path.of(URI.create(model.location()))).exists());
    }

    @Test
    void theEndOfTheStreamTrainsThePartialBatch() throws Exception {
        append(0, 21);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("at-least-once", 8));
            await().atMost(LONG).until(() -> training().getOrDefault("events-seen", 0.0) == 21);
            assertThat(training()).containsEntry("examples", 16.0);

            learner.stopWithDrain(LONG);
        }
        assertThat(training()).containsEntry("examples", 21.0).containsEntry("steps", 3.0);
        assertThat(newest("floors")).containsKey("popularity.hr10");
        assertThat(committedEmbeddings()).hasSize(42);
    }

    @Test
    void trainsEveryEventOnceThoughItIsCancelledInTheMiddle() throws Exception {
        append(0, 1_000);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("at-least-once", 7));
            await().atMost(LONG).until(() -> learner.status().checkpoints() >= 1);
            append(1_000, 2_000); // some of it after the last checkpoint, so it is read again
            await().atMost(LONG).until(() -> training().getOrDefault("events-seen", 0.0) > 1_000);
            learner.cancel(LONG);
        }
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("at-least-once", 7));
            assertThat(learner.restoredFrom()).isPresent();
            append(2_000, 2_345);
            await().atMost(LONG).until(() -> newest("training").getOrDefault("events-seen", 0.0) == 2_345);
            learner.stopWithDrain(LONG);
        }

        assertThat(training()).containsEntry("examples", 2_345.0).containsEntry("steps", 335.0);
        assertThat(newest("tally"))
                .as("of 2,345 events each was learnt once")
                .containsEntry("events", 2_345.0)
                .containsEntry("most", 1.0);
        assertThat(newest("tally").get("weight"))
                .as("as if it had not been disturbed")
                .isEqualTo(weightOfAnUndisturbedRun(2_345, 7));
    }

    @Test
    void goesOnFromASuspensionInTheMiddleOfABatch() throws Exception {
        append(0, 10);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("at-least-once", 8));
            await().atMost(LONG).until(() -> training().getOrDefault("events-seen", 0.0) == 10);
            learner.suspend(LONG);
        }
        assertThat(training()).containsEntry("examples", 8.0);

        append(10, 16);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("at-least-once", 8));
            await().atMost(LONG).until(() -> training().getOrDefault("examples", 0.0) == 16);
            learner.stopWithDrain(LONG);
        }
        assertThat(newest("tally")).containsEntry("events", 16.0).containsEntry("most", 1.0);
        assertThat(training()).containsEntry("steps", 2.0);
    }

    @Test
    void goesOnAfterADrain() throws Exception {
        append(0, 10);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(plan("at-least-once", 8));
            await().atMost(LONG).until(() -> training().getOrDefault("events-seen", 0.0) == 10);
            learner.stopWithDrain(LONG);

            append(10, 20);
            RunningLearner next = flink.submit(plan("at-least-once", 8));
            await().atMost(LONG).until(() -> training().getOrDefault("events-seen", 0.0) == 20);
            next.stopWithDrain(LONG);
        }
        assertThat(newest("tally")).containsEntry("events", 20.0).containsEntry("most", 1.0);
        assertThat(training()).containsEntry("steps", 4.0);
    }

    @Test
    void saysInOneSentenceWhyItFailed() throws Exception {
        append(0, 10);
        LearnerPlan plan = plan("at-least-once", 2);
        LearnerPlan broken = new LearnerPlan(
                plan.pipeline(),
                () -> {
                    throw new IllegalStateException("the engine cannot be loaded\nat all");
                },
                plan.history(),
                plan.training(),
                plan.publish(),
                plan.checkpoint(),
                1,
                1,
                false);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            RunningLearner learner = flink.submit(broken);
            await().atMost(LONG).until(() -> learner.status().state() == LearnerStatus.State.FAILED);

            assertThat(learner.status().failure()).isEqualTo("the engine cannot be loaded");
            assertThatThrownBy(() -> learner.stopWithDrain(LONG))
                    .isInstanceOf(LearnerFailedException.class)
                    .hasMessage("the learner has ended: the engine cannot be loaded");
        }
    }

    private LearnerPlan plan(String delivery, int batchSize) {
        PipelineText text = pipeline.with("publish.delivery", delivery);
        PublishConfig publish = PublishConfig.read(text.root().section("publish"));
        CheckpointConfig checkpoint = new CheckpointConfig(
                Duration.ofMillis(300),
                Duration.ofMinutes(1),
                CheckpointConfig.Backend.HEAP,
                true,
                null,
                true,
                2,
                Duration.ofMillis(100));
        TrainOperator.Config training = new TrainOperator.Config(
                "shop",
                "s1",
                batchSize,
                null,
                Duration.ofMillis(200),
                Overload.BACKPRESSURE,
                new TrainOperator.SnapshotConfig(
                        folder.resolve("snapshots").toUri().toString(), Duration.ofMinutes(10), 0, 2));
        return new LearnerPlan(
                text,
                TallyLearner::new,
                new HistoryOperator.Config(5, true, 0, null, HistoryOperator.Config.NO_LABEL),
                training,
                publish,
                checkpoint,
                1,
                1,
                true);
    }

    private void append(int from, int to) {
        List<Event> events =
                IntStream.range(from, to).mapToObj(LearnerJobIT::event).toList();
        log.append(topics.events(), new EventCodec(pipeline.stream()), events);
    }

    private List<EmbeddingRecord> committedEmbeddings() {
        return log.committed(topics.embeddings(), new EmbeddingCodec());
    }

    private Map<String, Double> training() {
        return newest("training");
    }

    private Map<String, Double> newest(String group) {
        Map<String, Double> newest = Map.of();
        for (MetricRecord record : log.committed(topics.metrics(), new MetricCodec())) {
            newest = record.name().equals(group) ? record.values() : newest;
        }
        return newest;
    }

    /** The same events in the same batches, without Flink. */
    private static double weightOfAnUndisturbedRun(int events, int batchSize) {
        try (TallyLearner learner = new TallyLearner()) {
            for (int from = 0; from < events; from += batchSize) {
                learner.learn(IntStream.range(from, Math.min(events, from + batchSize))
                        .mapToObj(i -> example(event(i)))
                        .toList());
            }
            return learner.weight();
        }
    }

    private static Example example(Event event) {
        EventFeatures features = new EventFeatures(0, event.timeMs(), new long[0], new float[0]);
        return new Example(event.entity(), event.item(), List.of(), features, new long[0], 0);
    }

    private static Event event(int i) {
        return Shop.event("shopper-" + i % 13, "product-" + i % 29, i);
    }
}
