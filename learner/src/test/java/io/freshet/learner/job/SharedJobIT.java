package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.learner.operator.HistoryOperator;
import io.freshet.learner.operator.Overload;
import io.freshet.learner.operator.TrainOperator;
import io.freshet.learner.testing.SharedTally;
import io.freshet.learner.testing.Shop;
import io.freshet.learner.testing.TestLog;
import io.freshet.schemas.message.DeltaCodec;
import io.freshet.schemas.message.DeltaRecord;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.stream.Topics;
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
class SharedJobIT {
    private static final Duration LONG = Duration.ofMinutes(5);

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
        log.create(topics.specs(2, 1));
    }

    @Test
    void twoTrainersKilledInTheMiddleLearnEveryEventOnceAndHearOfAllOfThem() throws Exception {
        append(0, 1_000);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 2)) {
            RunningLearner learner = flink.submit(plan(2));
            await().atMost(LONG).until(() -> learner.status().checkpoints() >= 1);
            append(1_000, 2_000); // some of it after the last checkpoint, so it is read again
            await().atMost(LONG).until(() -> seen() > 1_000);
            learner.cancel(LONG);
        }
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 2)) {
            RunningLearner learner = flink.submit(plan(2));
            assertThat(learner.restoredFrom()).isPresent();
            append(2_000, 2_345);
            awaitSeen(learner, 2_345);
            learner.stopWithDrain(LONG);

            // what each has said last, the others hear now
            RunningLearner next = flink.submit(plan(2));
            await().atMost(LONG).until(() -> newest("tally").get("events") == 2_345);
            next.suspend(LONG);
        }

        assertThat(newest("training")).containsEntry("examples", 2_345.0).containsEntry("events-seen", 2_345.0);
        assertThat(newest("tally")).containsEntry("most", 1.0);
        assertThat(log.committed(topics.deltas(), new DeltaCodec()))
                .extracting(DeltaRecord::trainer)
                .contains(0, 1);
        assertThat(log.committed(topics.models(), new ModelCodec())).isNotEmpty();
    }

    @Test
    void trainersBecomeTwoAndOneAgainAndNothingIsLost() throws Exception {
        append(0, 500);
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 2)) {
            RunningLearner one = flink.submit(plan(1));
            awaitSeen(one, 500);
            one.suspend(LONG); // in the middle of a batch of 7

            append(500, 1_500);
            RunningLearner two = flink.submit(plan(2));
            awaitSeen(two, 1_500);
            two.suspend(LONG); // with rounds underway, most likely

            append(1_500, 2_000);
            RunningLearner again = flink.submit(plan(1));
            awaitSeen(again, 2_000);
            again.stopWithDrain(LONG);
        }

        assertThat(newest("tally"))
                .as("of 2,000 events each was learnt once, whoever learnt it")
                .containsEntry("events", 2_000.0)
                .containsEntry("most", 1.0);
        assertThat(newest("training")).containsEntry("events-seen", 2_000.0);
        assertThat(log.committed(topics.embeddings(), new EmbeddingCodec())).hasSize(4_000);
    }

    private void awaitSeen(RunningLearner learner, double events) {
        await().atMost(LONG).until(() -> {
            assertThat(learner.status().failure()).isNull();
            return seen() == events;
        });
    }

    private double seen() {
        return newest("training").getOrDefault("events-seen", 0.0);
    }

    private LearnerPlan plan(int trainers) {
        PipelineText text = pipeline.with("publish.delivery", "exactly-once");
        CheckpointConfig checkpoint = new CheckpointConfig(
                Duration.ofMillis(500),
                Duration.ofMinutes(1),
                CheckpointConfig.Backend.HEAP,
                false,
                null,
                true,
                2,
                Duration.ofMillis(100));
        TrainOperator.Config training = new TrainOperator.Config(
                "shop",
                "s1",
                7,
                null,
                Duration.ofMillis(200),
                Overload.BACKPRESSURE,
                new TrainOperator.SnapshotConfig(
                        folder.resolve("snapshots").toUri().toString(), Duration.ofMinutes(10), 0, 2));
        return new LearnerPlan(
                text,
                () -> new SharedTally(trainers == 1),
                new HistoryOperator.Config(5, true, 0, null, HistoryOperator.Config.NO_LABEL),
                training,
                PublishConfig.read(text.root().section("publish")),
                checkpoint,
                trainers,
                trainers,
                true);
    }

    private void append(int from, int to) {
        List<Event> events = IntStream.range(from, to)
                .mapToObj(i -> Shop.event("shopper-" + i % 13, "product-" + i % 29, i))
                .toList();
        log.append(topics.events(), new EventCodec(pipeline.stream()), events);
    }

    private Map<String, Double> newest(String group) {
        Map<String, Double> newest = Map.of();
        for (MetricRecord record : log.committed(topics.metrics(), new MetricCodec())) {
            newest = record.name().equals(group) ? record.values() : newest;
        }
        return newest;
    }
}
