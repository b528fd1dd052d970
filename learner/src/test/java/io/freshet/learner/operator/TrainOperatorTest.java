package io.freshet.learner.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.learner.testing.TallyLearner;
import io.freshet.learner.training.GuardException;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.Ids;
import io.freshet.model.feature.Lesson;
import io.freshet.model.feature.PassedOver;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.EventDigest;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelRecord;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings({"try", "NullAway.Init"}) // a harness may throw anything as it closes; JUnit gives the folder
class TrainOperatorTest {

    private static final AtomicReference<TallyLearner> NEWEST = new AtomicReference<>();

    @TempDir
    Path folder;

    @Test
    void endsABatchByCount() throws Exception {
        try (var harness = harness(config(3), null)) {
            take(harness, 0, 7);

            assertThat(learner().counters().steps()).isEqualTo(2);
            assertThat(harness.extractOutputValues())
                    .extracting(EmbeddingRecord::key)
                    .containsExactly(
                            "entity:e0",
                            "item:i0",
                            "entity:e1",
                            "item:i1",
                            "entity:e2",
                            "item:i2",
                            "entity:e3",
                            "item:i3",
                            "entity:e4",
                            "item:i4",
                            "entity:e0",
                            "item:i5");
        }
    }

    @Test
    void takesBackWhatTheModelHasForgottenBeforeItPublishesTheRest() throws Exception {
        try (var harness = harness(config(2), null)) {
            take(harness, 1, 3);
            harness.processElement(record(example(3, "last")));
            harness.processElement(record(example(4, "i1")));

            List<EmbeddingRecord> last = harness.extractOutputValues().subList(4, 9);
            assertThat(last)
                    .extracting(EmbeddingRecord::key)
                    .startsWith("item:i1")
                    .endsWith("item:i1");
            assertThat(last).extracting(EmbeddingRecord::isWithdrawn).containsExactly(true, false, false, false, false);
        }
    }

    @Test
    void endsABatchByAge() throws Exception {
        try (var harness = harness(config(3, Duration.ofMillis(200)), null)) {
            harness.setProcessingTime(1_000);
            take(harness, 0, 1);
            harness.setProcessingTime(1_100);
            take(harness, 1, 2);
            harness.setProcessingTime(1_199);
            assertThat(learner().counters().steps()).isZero();

            harness.setProcessingTime(1_200);
            assertThat(learner().counters().examples()).isEqualTo(2);
        }
    }

    @Test
    void embedsEverythingAndTrainsOnSomeWhereItIsTooFarBehind() throws Exception {
        Overload sheds = new Overload(Overload.Policy.SHED_TRAINING, Duration.ofSeconds(2), .25);
        TrainOperator.Config config = new TrainOperator.Config(
                "shop", "s1", 1, null, Duration.ofSeconds(1), sheds, config(1).snapshots());
        try (var harness = harness(config, null)) {
            harness.setProcessingTime(3_600_000); // the events are from the first second
            take(harness, 0, 200);

            assertThat(learner().counters().events()).isEqualTo(200);
            assertThat(learner().counters().shed()).isBetween(100L, 149L);
            assertThat(harness.extractOutputValues())
                    .extracting(EmbeddingRecord::key)
                    .contains("entity:e0", "entity:e1", "entity:e2", "entity:e3", "entity:e4")
                    .filteredOn(key -> key.startsWith("entity:"))
                    .hasSize(200);

            harness.setProcessingTime(3_601_000);
            assertThat(metric(harness, "training"))
                    .containsEntry("share", .25)
                    .containsEntry("events-seen", 200.0)
                    .containsEntry("shed", (double) learner().counters().shed());
        }
    }

    @Test
    void countsTheAgeOfABatchFromItsFirstEvent() throws Exception {
        try (var harness = harness(config(2, Duration.ofMillis(200)), null)) {
            harness.setProcessingTime(1_000);
            take(harness, 0, 2); // ends by count, and its alarm must not end the next one
            harness.setProcessingTime(1_150);
            take(harness, 2, 3);
            harness.setProcessingTime(1_349);
            assertThat(learner().counters().steps()).isEqualTo(1);

            harness.setProcessingTime(1_350);
            assertThat(learner().counters().steps()).isEqualTo(2);
        }
    }

    @Test
    void goesOnInTheMiddleOfABatchAsIfNothingHadHappened() throws Exception {
        TallyLearner undisturbed;
        try (var harness = harness(config(4), null)) {
            take(harness, 0, 50);
            undisturbed = learner();
        }
        OperatorSubtaskState checkpoint;
        try (var harness = harness(config(4), null)) {
            take(harness, 0, 22);
            checkpoint = harness.snapshot(1, 1);
            take(harness, 22, 35); // lost with the failure
        }
        try (var harness = harness(config(4), checkpoint)) {
            take(harness, 22, 50);

            assertThat(learner().weight()).isEqualTo(undisturbed.weight());
            assertThat(learner().timesLearnt()).isEqualTo(undisturbed.timesLearnt());
            assertThat(learner().timesLearnt().values()).containsOnly(1);
            assertThat(learner().countedByRows()).isEqualTo(48);
            assertThat(learner().counters()).isEqualTo(undisturbed.counters());
        }
    }

    @Test
    void aCheckpointDoesNotEndABatch() throws Exception {
        try (var harness = harness(config(4), null)) {
            take(harness, 0, 2);
            harness.prepareSnapshotPreBarrier(1);
            harness.snapshot(1, 1);
            take(harness, 2, 4);

            assertThat(learner().counters())
                    .extracting(c -> c.steps(), c -> c.examples())
                    .containsExactly(1L, 4L);
        }
    }

    @Test
    void aRestoredBatchAgesToo() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(config(4, Duration.ofMillis(200)), null)) {
            take(harness, 0, 1);
            checkpoint = harness.snapshot(1, 1);
        }
        try (var harness = harness(config(4, Duration.ofMillis(200)), checkpoint)) {
            harness.setProcessingTime(200);

            assertThat(learner().counters().examples()).isEqualTo(1);
        }
    }

    @Test
    void keepsStatesOfManyChunks() throws Exception {
        int ballast = 7 * StateChunks.CHUNK_BYTES / 2;
        OperatorSubtaskState checkpoint;
        try (var harness = harness(() -> new TallyLearner(ballast), config(2), null)) {
            take(harness, 0, 3);
            checkpoint = harness.snapshot(1, 1);
            harness.notifyOfCompletedCheckpoint(1);
        }
        try (var harness = harness(() -> new TallyLearner(ballast), config(2), checkpoint)) {
            take(harness, 3, 4);

            assertThat(learner().counters().examples()).isEqualTo(4);
        }
    }

    @Test
    void theEndTrainsThePartialBatchAndSaysSo() throws Exception {
        try (var harness = harness(config(10), null)) {
            take(harness, 0, 13);
            harness.endInput();

            assertThat(learner().counters().examples()).isEqualTo(13);
            assertThat(metric(harness, "training"))
                    .containsEntry("examples", 13.0)
                    .containsEntry("steps", 2.0)
                    .containsEntry("events-seen", 13.0);
            assertThat(side(harness, TrainOperator.MODELS)).hasSize(1);
        }
    }

    @Test
    void publishesNothingOfASkippedBatch() throws Exception {
        try (var harness = harness(config(2), null)) {
            take(harness, 0, 2);
            harness.processElement(record(example(2, "poison")));
            take(harness, 3, 4);
            harness.endInput();

            assertThat(harness.extractOutputValues())
                    .extracting(EmbeddingRecord::step)
                    .containsOnly(1L);
            assertThat(metric(harness, "training"))
                    .containsEntry("skipped-steps", 1.0)
                    .containsEntry("events-seen", 4.0)
                    .containsEntry("loss", 1.0);
            assertThat(side(harness, TrainOperator.QUARANTINED)).hasSize(2).allSatisfy(event -> {
                assertThat(event.code()).isEqualTo("guard-non-finite");
                assertThat(event.example().entity()).isIn("e2", "e3");
            });
        }
    }

    @Test
    void failsForGoodWhereTheGuardGivesUp() throws Exception {
        try (var harness = harness(IllLearner::new, config(1), null)) {
            assertThatThrownBy(() -> take(harness, 0, 1))
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseMessage("the guard tripped 5 times");
        }
    }

    private static final class IllLearner extends TallyLearner {
        @Override
        public StepResult learn(List<Example> batch) {
            throw new GuardException("the guard tripped 5 times");
        }
    }

    @Test
    void reportsOnceASecondAndOnlyNews() throws Exception {
        try (var harness = harness(config(2), null)) {
            int atStart = side(harness, TrainOperator.METRICS).size();
            take(harness, 0, 3);
            harness.setProcessingTime(999);
            assertThat(side(harness, TrainOperator.METRICS)).hasSize(atStart);

            harness.setProcessingTime(1_000);
            int once = side(harness, TrainOperator.METRICS).size();
            assertThat(once).isGreaterThan(atStart);
            assertThat(metric(harness, "training")).containsEntry("events-seen", 3.0);
            assertThat(metric(harness, "prequential")).containsEntry("hr10", 0.25);
            assertThat(metric(harness, "throughput")).containsEntry("events-per-second", 3.0);
            assertThat(metric(harness, "publishing")).containsEntry("embeddings", 4.0);

            harness.setProcessingTime(5_000);
            assertThat(side(harness, TrainOperator.METRICS)).hasSize(once);
        }
    }

    @Test
    void averagesLossesOverTheStepsOfAReport() throws Exception {
        try (var harness = harness(config(1), null)) {
            take(harness, 0, 2); // losses 1 and 1/2
            harness.setProcessingTime(1_000);

            assertThat(metric(harness, "training")).containsEntry("loss", .75).containsEntry("loss.next-event", .375);
        }
    }

    @Test
    void measuresFreshnessFromArrivalToPublishing() throws Exception {
        try (var harness = harness(config(1), null)) {
            harness.setProcessingTime(10_000);
            take(harness, 0, 1); // arrived at 0
            harness.setProcessingTime(11_000);

            assertThat(metric(harness, "freshness").get("p50")).isBetween(9_990.0, 10_010.0);
            assertThat(harness.extractOutputValues().get(0).publishTimeMs()).isEqualTo(10_000);
        }
    }

    @Test
    void writesSnapshotsThatTheirRecordsDescribe() throws Exception {
        try (var harness = harness(config(1), null)) {
            take(harness, 0, 3);
            harness.setProcessingTime(60_000);
            take(harness, 3, 4);
            take(harness, 4, 5);

            List<ModelRecord> models = side(harness, TrainOperator.MODELS);
            assertThat(models).hasSize(1);
            ModelRecord model = models.get(0);
            assertThat(model)
                    .extracting(ModelRecord::version, ModelRecord::step, ModelRecord::space)
                    .containsExactly(1L, 3L, "s1");
            byte[] bytes = Files.readAllBytes(Path.of(URI.create(model.location())));
            assertThat(model.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            assertThat(model.scores()).containsEntry("prequential.hr10", 0.25);
            assertThat(model.dimensions()).isEqualTo(2);
            assertThat(harness.extractOutputValues())
                    .filteredOn(e -> e.kind().equals("entity"))
                    .extracting(EmbeddingRecord::version)
                    .containsExactly(0L, 0L, 0L, 1L, 1L);
        }
    }

    @Test
    void keepsTheVersionAndTheSpaceAcrossARestore() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(config(1), null)) {
            take(harness, 0, 2);
            harness.endInput();
            checkpoint = harness.snapshot(1, 1);
        }
        TrainOperator.Config elsewhere = new TrainOperator.Config(
                "shop",
                "s2",
                1,
                null,
                Duration.ofSeconds(1),
                Overload.BACKPRESSURE,
                config(1).snapshots());
        try (var harness = harness(elsewhere, checkpoint)) {
            take(harness, 2, 3);
            harness.endInput();

            assertThat(harness.extractOutputValues())
                    .extracting(EmbeddingRecord::space)
                    .containsOnly("s1");
            assertThat(side(harness, TrainOperator.MODELS))
                    .extracting(ModelRecord::version)
                    .containsExactly(2L);
            assertThat(metric(harness, "publishing")).containsEntry("embeddings", 6.0);
        }
    }

    @Test
    void learnsOnWhileSnapshotsCannotBeWrittenAndWritesThemAgainWhenTheyCan() throws Exception {
        Path blocked = folder.resolve("blocked");
        Files.writeString(blocked, "no folder, as a disk that is away");
        TrainOperator.SnapshotConfig where = new TrainOperator.SnapshotConfig(
                blocked.resolve("models").toUri().toString(), Duration.ofMinutes(1), 0, 2);
        TrainOperator.Config config =
                new TrainOperator.Config("shop", "s1", 1, null, Duration.ofSeconds(1), Overload.BACKPRESSURE, where);
        try (var harness = harness(config, null)) {
            take(harness, 0, 1);
            harness.setProcessingTime(60_000);
            take(harness, 1, 3);

            assertThat(learner().counters().examples()).isEqualTo(3);
            assertThat(side(harness, TrainOperator.MODELS)).isEmpty();
            assertThat(metric(harness, "publishing")).containsEntry("version", 0.0);

            Files.delete(blocked);
            harness.setProcessingTime(120_000);
            take(harness, 3, 4);
            harness.setProcessingTime(121_000);

            assertThat(side(harness, TrainOperator.MODELS))
                    .extracting(ModelRecord::version)
                    .containsExactly(1L);
            assertThat(metric(harness, "publishing").get("snapshot-failures")).isPositive();
        }
    }

    @Test
    void digestOfWhatItTookInIsThatOfTheEventsThoughSomeAreReadAgain() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(config(4), null)) {
            take(harness, 0, 6);
            checkpoint = harness.snapshot(1, 1);
            take(harness, 6, 9); // lost with the process, and read again
        }
        EventDigest events = new EventDigest();
        for (int i = 0; i < 11; i++) {
            Example example = example(i, "i" + i);
            events.add(example.entity(), example.item(), example.arrivalTimeMs());
        }
        try (var harness = harness(config(4), checkpoint)) {
            take(harness, 6, 11);
            harness.endInput();

            assertThat(metric(harness, "training"))
                    .containsEntry("events-seen", 11.0)
                    .containsEntry("events-digest", (double) events.value());
        }
    }

    @Test
    void forgetsAnEntityInThePartialBatchTakesItsEmbeddingBackAndSaysWhatWent() throws Exception {
        try (var harness = harness(config(8), null)) {
            take(harness, 0, 7);
            harness.processElement(new StreamRecord<>(forget("e1", 3)));
            take(harness, 7, 9);

            assertThat(learner().counters().examples()).as("not full yet").isZero();
            assertThat(harness.extractOutputValues()).singleElement().satisfies(record -> {
                assertThat(record.key()).isEqualTo("entity:e1");
                assertThat(record.isWithdrawn()).isTrue();
            });
            assertThat(side(harness, TrainOperator.RECEIPTS)).singleElement().satisfies(receipt -> {
                assertThat(receipt.process()).isEqualTo(ErasureReceipt.LEARNER);
                assertThat(receipt.answers(new Erasure("e1", 5, 0, 42))).isTrue();
                assertThat(receipt.removed())
                        .containsEntry("batch-events", 2L)
                        .containsEntry("history-events", 3L)
                        .containsEntry("tallies", 0L);
            });

            take(harness, 9, 10); // the eighth that is left
            assertThat(learner().timesLearnt().keySet()).hasSize(8).noneMatch(name -> name.startsWith("e1"));
            assertThat(learner().forgotten()).containsExactly("e1");
        }
    }

    @Test
    void aBatchThatForgettingHasEmptiedAgesAnew() throws Exception {
        try (var harness = harness(config(3, Duration.ofMillis(200)), null)) {
            harness.setProcessingTime(1_000);
            take(harness, 1, 2);
            harness.processElement(new StreamRecord<>(forget("e1", 0)));
            harness.setProcessingTime(1_150);
            take(harness, 2, 3);
            harness.setProcessingTime(1_349);
            assertThat(learner().counters().steps()).isZero();

            harness.setProcessingTime(1_350);
            assertThat(learner().counters().examples()).isEqualTo(1);
        }
    }

    @Test
    void restoredFromBeforeARequestItMeetsItAgainAndEndsInTheSameState() throws Exception {
        OperatorSubtaskState checkpoint;
        TallyLearner undisturbed;
        try (var harness = harness(config(4), null)) {
            take(harness, 0, 6);
            checkpoint = harness.snapshot(1, 1);
            harness.processElement(new StreamRecord<>(forget("e0", 2)));
            take(harness, 6, 9);
            undisturbed = learner();
        }
        try (var harness = harness(config(4), checkpoint)) {
            harness.processElement(new StreamRecord<>(forget("e0", 2)));
            take(harness, 6, 9);

            assertThat(learner().weight()).isEqualTo(undisturbed.weight());
            assertThat(side(harness, TrainOperator.RECEIPTS))
                    .singleElement()
                    .satisfies(receipt -> assertThat(receipt.removed()).containsEntry("batch-events", 1L));
        }
    }

    @Test
    void anEventThatIsPassedOverCountsAndTeachesNothing() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(config(2), null)) {
            take(harness, 0, 2);
            harness.processElement(new StreamRecord<>(forget("e0", 1)));
            harness.processElement(new StreamRecord<>(new PassedOver("e0", "i5", 5)));
            checkpoint = harness.snapshot(1, 1);
        }
        try (var harness = harness(config(2), checkpoint)) {
            harness.endInput();

            assertThat(metric(harness, "training"))
                    .containsEntry("events-seen", 3.0)
                    .containsEntry("examples", 2.0)
                    .containsEntry("forgotten", 1.0)
                    .containsEntry("passed-over", 1.0);
        }
    }

    private static Forget forget(String entity, int remembered) {
        EventFeatures features = new EventFeatures(Ids.ofItem("i"), 1, new long[0], new float[0]);
        return new Forget(new Erasure(entity, 5, 0, 42), Collections.nCopies(remembered, features));
    }

    @Test
    void keepsOnlyTheNewestSnapshots() throws Exception {
        try (var harness = harness(config(1), null)) {
            for (int i = 0; i < 6; i++) {
                take(harness, i, i + 1);
                harness.setProcessingTime((i + 1) * 60_000L);
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("shop-v00000005-5.snapshot", "shop-v00000006-6.snapshot");
        }
    }

    @Test
    void freesTheLearnerAtTheEnd() throws Exception {
        try (var harness = harness(config(2), null)) {
            take(harness, 0, 1);
            assertThat(learner().isClosed()).isFalse();
        }
        assertThat(learner().isClosed()).isTrue();
    }

    private TrainOperator.Config config(int batchSize) {
        return config(batchSize, null);
    }

    private TrainOperator.Config config(int batchSize, @Nullable Duration batchAge) {
        return new TrainOperator.Config(
                "shop",
                "s1",
                batchSize,
                batchAge,
                Duration.ofSeconds(1),
                Overload.BACKPRESSURE,
                new TrainOperator.SnapshotConfig(folder.toUri().toString(), Duration.ofMinutes(1), 0, 2));
    }

    private static OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness(
            TrainOperator.Config config, @Nullable OperatorSubtaskState restored) throws Exception {
        return harness(TallyLearner::new, config, restored);
    }

    private static OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness(
            SerializableSupplier<Learner> learners,
            TrainOperator.Config config,
            @Nullable OperatorSubtaskState restored)
            throws Exception {
        SerializableSupplier<Learner> remembered = () -> {
            TallyLearner learner = (TallyLearner) learners.get();
            NEWEST.set(learner);
            return learner;
        };
        var harness = new KeyedOneInputStreamOperatorTestHarness<Integer, Lesson, EmbeddingRecord>(
                new TrainOperator(remembered, config), example -> TrainOperator.KEY, Types.INT, 1, 1, 0);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(CompactType.EMBEDDING.createSerializer(
                harness.getExecutionConfig().getSerializerConfig()));
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    private static TallyLearner learner() {
        return requireNonNull(NEWEST.get());
    }

    private static void take(OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness, int from, int to)
            throws Exception {
        for (int i = from; i < to; i++) {
            harness.processElement(record(example(i, "i" + i)));
        }
    }

    private static StreamRecord<Lesson> record(Example example) {
        return new StreamRecord<>(example, example.arrivalTimeMs());
    }

    private static Example example(int i, String item) {
        EventFeatures features = new EventFeatures(Ids.ofItem(item), i, new long[] {i}, new float[] {i});
        return new Example("e" + i % 5, item, List.of(features), features, new long[] {i}, i);
    }

    private static <T> List<T> side(
            OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness, OutputTag<T> tag) {
        Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    /** The newest values of a group. */
    private static Map<String, Double> metric(
            OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness, String group) {
        Map<String, Double> newest = Map.of();
        for (MetricRecord record : side(harness, TrainOperator.METRICS)) {
            newest = record.name().equals(group) ? record.values() : newest;
        }
        return newest;
    }
}
