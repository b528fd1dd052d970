package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.RingStream;
import io.freshet.learner.testing.TallyRows;
import io.freshet.learner.training.EmbeddedVector;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.LearnerCounters;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.Lesson;
import io.freshet.model.table.KeptRows;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Erasure;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings({"try", "NullAway.Init"}) // a harness may throw anything as it closes; JUnit gives the folder
class IncrementalCheckpointTest {

    private static final int CHECKPOINTS = Integer.getInteger("checkpoints", 12);
    private static final AtomicReference<Learner> NEWEST = new AtomicReference<>();

    private final SharedStateRegistry shared = new SharedStateRegistryImpl();

    @TempDir
    Path folder;

    @Test
    void aTrainerThatIsKilledGoesOnBitByBit() throws Exception {
        long seed = System.nanoTime();
        System.out.println("killed trainer: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        RingStream stream =
                new RingStream(seed, Map.of("learner.table.items", "40", "learner.table.expire-after-events", "300"));
        SerializableSupplier<Learner> learners = supplier(seed);
        List<Example> events = stream.next(600);
        byte[] end;
        try (var harness = harness(learners, null)) {
            for (Example event : events) {
                harness.processElement(new StreamRecord<>(event));
            }
            end = Checkpoint.whole(NEWEST.get());
        }
        OperatorSubtaskState checkpoint = null;
        int checkpointed = 0;
        for (int life = 1; life <= 6; life++) {
            try (var harness = harness(learners, checkpoint)) {
                int death = life == 6 ? events.size() : checkpointed + 1 + random.nextInt(150);
                for (int i = checkpointed; i < Math.min(death, events.size()); i++) {
                    harness.processElement(new StreamRecord<>(events.get(i)));
                    if (random.nextInt(30) == 0) {
                        checkpoint = snapshot(harness, life * 1000L + i);
                        checkpointed = i + 1;
                    }
                }
                if (life == 6) {
                    assertThat(Checkpoint.whole(NEWEST.get())).isEqualTo(end);
                }
            }
        }
    }

    // the harness serialises the operator, and so what makes learners
    private static SerializableSupplier<Learner> supplier(long seed) {
        return () -> new RingStream(
                        seed, Map.of("learner.table.items", "40", "learner.table.expire-after-events", "300"))
                .learner();
    }

    @Test
    void aCheckpointWritesLittleWhereLittleChanged() throws Exception {
        int rows = Integer.getInteger("rows", 40_000);
        List<Long> written = new ArrayList<>();
        List<Long> tookMs = new ArrayList<>();
        OperatorSubtaskState checkpoint = null;
        try (var harness = harness(() -> new Churning(rows), null)) {
            for (int i = 0; i < CHECKPOINTS; i++) {
                take(harness, i); // one in a hundred rows
                long begun = System.nanoTime();
                checkpoint = snapshot(harness, i);
                tookMs.add((System.nanoTime() - begun) / 1_000_000);
                written.add(checkpoint.getManagedKeyedState().stream()
                        .mapToLong(KeyedStateHandle::getCheckpointedSize)
                        .sum());
            }
            System.out.printf("%,d rows of 240 bytes: checkpoints wrote %s bytes in %s ms%n", rows, written, tookMs);
            long all = rows * 240L;
            assertThat(written.get(0)).isGreaterThan(all);
            // when files are merged is RocksDB's affair, and a merge is written as well
            List<Long> later = written.stream().skip(1).sorted().toList();
            System.out.printf(
                    "then on average %.1f %%, half of them at most %.1f %%%n",
                    100.0 * later.stream().mapToLong(bytes -> bytes).average().orElseThrow() / all,
                    100.0 * later.get(later.size() / 2) / all);
            assertThat(later.get(0)).isBetween(all / 100, all * 2 / 100);
            assertThat(later.get(later.size() / 2)).isLessThan(all * 15 / 100);
        }
        long begun = System.nanoTime();
        try (var harness = harness(() -> new Churning(rows), checkpoint)) {
            System.out.printf("restored in %,d ms%n", (System.nanoTime() - begun) / 1_000_000);
            assertThat(((Churning) NEWEST.get()).rows.changed().cardinality()).isZero();
        }
    }

    @Test
    void aRowThatWasForgottenIsInNoLaterCheckpoint() throws Exception {
        RingStream stream = new RingStream(4, Map.of());
        try (var harness = harness(supplier(4), null)) {
            for (Example event : stream.next(120)) {
                harness.processElement(new StreamRecord<>(event));
            }
            snapshot(harness, 1);
            harness.processElement(new StreamRecord<>(new Forget(new Erasure("u3", 1, 0, 0), List.of())));
            snapshot(harness, 2);

            KeyedStateBackend<Integer> state =
                    ((AbstractStreamOperator<?>) harness.getOneInputOperator()).getKeyedStateBackend();
            state.setCurrentKey(TrainOperator.KEY);
            MapState<Integer, byte[]> kept = state.getPartitionedState(
                    VoidNamespace.INSTANCE,
                    VoidNamespaceSerializer.INSTANCE,
                    new MapStateDescriptor<>(
                            "rows.replay", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
            int rows = 0;
            for (byte[] row : kept.values()) {
                assertThat(new DataInputStream(new ByteArrayInputStream(row)).readInt())
                        .isEqualTo(2);
                assertThat(new String(row, 4, 2, StandardCharsets.UTF_8))
                        .startsWith("u")
                        .isNotEqualTo("u3");
                rows++;
            }
            assertThat(rows).isBetween(40, 63);
        }
    }

    @Test
    void aCheckpointOfWholeLearnersIsTakenOver() throws Exception {
        OperatorSubtaskState whole;
        try (var harness = new OneInputStreamOperatorTestHarness<>(operator(() -> new Churning(1000)))) {
            harness.setup(CompactType.EMBEDDING.createSerializer(
                    harness.getExecutionConfig().getSerializerConfig()));
            harness.open();
            take(harness, 0);
            whole = harness.snapshot(1, 1);
        }
        try (var harness = harness(() -> new Churning(1000), whole)) {
            assertThat(((Churning) NEWEST.get()).rows.changed().cardinality()).isEqualTo(1000);
            OperatorSubtaskState apart = harness.snapshot(2, 2);
            assertThat(apart.getManagedKeyedState()).isNotEmpty();
        }
    }

    private TrainOperator operator(SerializableSupplier<Learner> learners) {
        SerializableSupplier<Learner> remembered = () -> {
            Learner learner = learners.get();
            NEWEST.set(learner);
            return learner;
        };
        return new TrainOperator(
                remembered,
                new TrainOperator.Config(
                        "ring",
                        "s1",
                        8,
                        null,
                        Duration.ofSeconds(1),
                        Overload.BACKPRESSURE,
                        new TrainOperator.SnapshotConfig(folder.toUri().toString(), Duration.ofDays(1), 0, 1)));
    }

    private OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness(
            SerializableSupplier<Learner> learners, @Nullable OperatorSubtaskState restored) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<Integer, Lesson, EmbeddingRecord>(
                operator(learners), example -> TrainOperator.KEY, Types.INT, 1, 1, 0);
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(true);
        rocks.setRocksDBOptions(new LearnerStateBackend.FewRewrites());
        rocks.getMemoryConfiguration().setFixedMemoryPerSlot("128mb"); // what a slot has, where nobody says otherwise
        harness.setStateBackend(rocks);
        harness.setCheckpointStorage(
                new FileSystemCheckpointStorage(folder.resolve("checkpoints").toUri()));
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(CompactType.EMBEDDING.createSerializer(
                harness.getExecutionConfig().getSerializerConfig()));
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    /** As the coordinator of a job completes one: what is shared with earlier ones is found in its register. */
    private OperatorSubtaskState snapshot(OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness, long id)
            throws Exception {
        OperatorSubtaskState state = harness.snapshot(id, id);
        state.getManagedKeyedState().forEach(handle -> handle.registerSharedStates(shared, id));
        harness.notifyOfCompletedCheckpoint(id);
        return state;
    }

    private static void take(OneInputStreamOperatorTestHarness<Lesson, EmbeddingRecord> harness, int batch)
            throws Exception {
        for (Example example : new RingStream(batch, Map.of()).next(8)) {
            harness.processElement(new StreamRecord<>(example));
        }
    }

    /** Changes one in a hundred of its rows with every batch. */
    private static final class Churning implements Learner {
        private final TallyRows rows;
        private long steps;

        Churning(int count) {
            rows = new TallyRows(count, 236);
        }

        @Override
        public StepResult learn(List<Example> batch) {
            SplittableRandom random = new SplittableRandom(steps++);
            for (int i = 0; i < rows.rows() / 100; i++) {
                rows.count(random.nextInt(rows.rows()));
            }
            return new StepResult(steps, false, List.<EmbeddedVector>of(), Map.of(), List.of());
        }

        @Override
        public Map<String, Long> forget(String entity, List<EventFeatures> history) {
            return Map.of();
        }

        @Override
        public StepResult embed(List<Example> batch) {
            return new StepResult(steps, false, List.<EmbeddedVector>of(), Map.of(), List.of());
        }

        @Override
        public LearnerCounters counters() {
            return new LearnerCounters(8 * steps, steps, 0);
        }

        @Override
        public Map<String, Double> figures() {
            return Map.of();
        }

        @Override
        public List<KeptRows> rows() {
            return List.of(rows);
        }

        @Override
        public void saveRest(DataOutput out) throws java.io.IOException {
            out.writeLong(steps);
        }

        @Override
        public void restoreRest(DataInput in) throws java.io.IOException {
            steps = in.readLong();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
