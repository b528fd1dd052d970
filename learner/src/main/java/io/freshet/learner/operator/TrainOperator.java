package io.freshet.learner.operator;

import io.freshet.learner.training.EmbeddedVector;
import io.freshet.learner.training.Exchange;
import io.freshet.learner.training.GuardException;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.Quarantined;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.Lesson;
import io.freshet.model.feature.PassedOver;
import io.freshet.schemas.message.DeltaRecord;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelRecord;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects micro-batches, has the learner take a step on each, and publishes what the step made fresh.
 *
 * <p>A batch ends by count or by age. A barrier leaves a partly filled one alone and takes it into the checkpoint, so
 * that with ages off the boundaries, and so the model, depend on the stream alone. The learner lives and dies on the
 * task's thread, since the engine's gradient mode belongs to a thread.
 */
@SuppressWarnings("NullAway.Init") // Flink initialises an operator before it uses it
public class TrainOperator extends AbstractStreamOperator<EmbeddingRecord>
        implements OneInputStreamOperator<Lesson, EmbeddingRecord>, BoundedOneInput {

    public static final OutputTag<MetricRecord> METRICS = new OutputTag<>("metrics", CompactType.METRIC);
    /** Events that the guard kept from the model. */
    public static final OutputTag<Quarantined> QUARANTINED = new OutputTag<>("quarantined", CompactType.QUARANTINED);

    /** What one of several trainers tells the others. */
    public static final OutputTag<DeltaRecord> DELTAS = new OutputTag<>("deltas", CompactType.DELTA);

    public static final OutputTag<ModelRecord> MODELS = new OutputTag<>("models", CompactType.MODEL);

    /** What was removed of entities that were to be forgotten. */
    public static final OutputTag<ErasureReceipt> RECEIPTS = new OutputTag<>("receipts", CompactType.RECEIPT);

    /** The one key that rows stand under where they are kept apart; {@link #keyed} says so to Flink. */
    static final Integer KEY = 0;

    private static final long serialVersionUID = 1;

    private final SerializableSupplier<Learner> learners;
    private final Config settings;

    private transient Learner learner;
    private transient List<Example> batch;
    private transient long batches;
    private transient Progress progress;
    private transient TrainMetrics figures;
    private transient TrainingShare share;
    private transient ModelSnapshots snapshots;
    private transient long snapshotAtMs;
    private transient StateChunks learnerState;
    private transient StateChunks progressState;
    private transient StateChunks roundsState;
    private transient @Nullable Rounds rounds; // null where it trains alone
    private transient ListState<Example> batchState;
    private transient @Nullable RowStore rowStore;

    /**
     * When batches and versions end.
     *
     * @param model its name in the models topic
     * @param space that published vectors are in, until a restored state says which
     * @param batchSize examples that end a batch
     * @param batchAge after which a batch ends that is not full; null never ends one by age
     * @param reportInterval between metrics
     * @param overload what gives way where batches come too fast
     */
    public record Config(
            String model,
            String space,
            int batchSize,
            @Nullable Duration batchAge,
            Duration reportInterval,
            Overload overload,
            SnapshotConfig snapshots)
            implements Serializable {}

    /**
     * When and where the model is written.
     *
     * @param folder on any file system that Flink knows
     * @param interval a new version at most this often
     * @param steps a new version after so many, whatever the interval; 0 leaves it to the interval
     * @param keep how many of the newest stay
     */
    public record SnapshotConfig(String folder, Duration interval, long steps, int keep) implements Serializable {}

    public TrainOperator(SerializableSupplier<Learner> learners, Config settings) {
        this.learners = learners;
        this.settings = settings;
    }

    /**
     * Gives an operator that is about to be one of these a keyed state, so that its checkpoints take only rows that
     * changed. Its records stay where they are: all have one key.
     */
    public static void keyed(OneInputTransformation<Lesson, EmbeddingRecord> operator) {
        operator.setStateKeySelector((KeySelector<Lesson, Integer>) lesson -> KEY);
        operator.setStateKeyType(Types.INT);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        learnerState = StateChunks.ofAll(context.getOperatorStateStore(), "learner", trainer());
        progressState = StateChunks.ofAll(context.getOperatorStateStore(), "progress", trainer());
        roundsState = StateChunks.ofAll(context.getOperatorStateStore(), "rounds", trainer());
        batchState =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>("batch", CompactType.EXAMPLE));
        learner = learners.get();
        batch = new ArrayList<>(settings.batchSize());
        progress = new Progress(settings.space());
        if (getKeyedStateBackend() != null) {
            setCurrentKey(KEY);
            rowStore = new RowStore(context.getKeyedStateStore(), learner.rows());
        }
        if (context.isRestored()) {
            restore();
        }
        Exchange exchange = learner.exchange();
        if (exchange != null) {
            rounds = new Rounds(exchange, trainer(), start(context));
        } else if (trainers() > 1) {
            throw new IllegalStateException("must be one trainer where learner.trainers is 1, got " + trainers());
        }
    }

    private int trainer() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private int trainers() {
        return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    /** Names this start of the job: all its tasks restart together. */
    private String start(StateInitializationContext context) {
        return getRuntimeContext().getJobInfo().getJobId() + "-"
                + context.getRestoredCheckpointId().orElse(0) + "-"
                + getRuntimeContext().getTaskInfo().getAttemptNumber();
    }

    /** Of several trainers' states, one is gone on from: its own where the trainer was there, else another's. */
    private void restore() throws Exception {
        List<DataInputStream> learners = learnerState.readAll();
        if (!learners.isEmpty()) {
            restoreLearner(learners.get(trainer() % learners.size()));
            if (trainer() >= learners.size()) {
                learner.forgetScores(); // they are the other's
            }
        }
        restoreRounds();
        List<Progress> before = new ArrayList<>();
        for (DataInputStream in : progressState.readAll()) {
            before.add(Progress.restore(in));
        }
        if (!before.isEmpty()) {
            progress = Progress.of(trainer(), trainers(), before);
        }
        batchState.get().forEach(batch::add);
        batchState.clear();
    }

    private void restoreRounds() throws Exception {
        List<DataInputStream> saved = roundsState.readAll();
        Exchange exchange = learner.exchange();
        if (!saved.isEmpty()) {
            Rounds.restore(exchange == null ? learner.listener() : exchange, saved, trainer() % saved.size());
        } else if (exchange != null) {
            exchange.begin();
        }
    }

    private void restoreLearner(DataInputStream in) throws Exception {
        if (!in.readBoolean()) {
            learner.restore(in);
        } else if (rowStore != null) {
            learner.restoreRest(in);
            rowStore.read();
        } else {
            throw new IOException("the checkpoint keeps rows apart: restore it with learner.checkpoint.incremental on");
        }
    }

    /** Whether rows are apart, then what is not, or all. */
    private void saveLearner(DataOutput out) throws IOException {
        out.writeBoolean(rowStore != null);
        if (rowStore == null) {
            learner.save(out);
        } else {
            learner.saveRest(out);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        snapshots = new ModelSnapshots(
                settings.snapshots().folder(),
                settings.model(),
                settings.snapshots().keep());
        snapshotAtMs = nowMs();
        figures = new TrainMetrics(progress.events(), nowMs());
        share = new TrainingShare(settings.overload());
        if (batch.size() >= settings.batchSize()) {
            train(); // the size was lowered since, or there were more trainers
        } else if (!batch.isEmpty()) {
            age();
        }
        report();
    }

    @Override
    public void processElement(StreamRecord<Lesson> element) throws Exception {
        Lesson lesson = element.getValue();
        if (lesson instanceof Example example) {
            take(example);
        } else if (lesson instanceof Forget forget) {
            forget(forget);
        } else {
            progress.passedOver((PassedOver) lesson);
        }
    }

    private void take(Example example) throws Exception {
        batch.add(example);
        progress.took(example);
        if (batch.size() >= settings.batchSize()) {
            train();
        } else if (batch.size() == 1) {
            age();
        }
    }

    /** Removes all that is known of an entity, takes its embedding back, and says what that was. */
    private void forget(Forget forget) {
        String entity = forget.entity();
        Map<String, Long> removed = new TreeMap<>(learner.forget(entity, forget.history()));
        removed.put("history-events", (long) forget.history().size());
        removed.put("batch-events", forgetInBatch(entity));
        progress.forgot();
        output.collect(new StreamRecord<>(EmbeddingRecord.withdrawn(
                EmbeddingRecord.ENTITY,
                entity,
                progress.space(),
                progress.version(),
                learner.counters().steps(),
                nowMs())));
        output.collect(
                RECEIPTS,
                new StreamRecord<>(ErasureReceipt.of(ErasureReceipt.LEARNER, forget.erasure(), nowMs(), removed)));
    }

    private long forgetInBatch(String entity) {
        int before = batch.size();
        batch.removeIf(example -> example.entity().equals(entity));
        if (before > 0 && batch.isEmpty()) {
            batches++; // its age counts no more
        }
        return before - batch.size();
    }

    /** Ends the batch that has just begun when it is old, unless it is full before. */
    private void age() {
        if (settings.batchAge() != null) {
            long begun = batches;
            after(settings.batchAge(), time -> {
                if (batches == begun) {
                    train();
                }
            });
        }
    }

    private void train() {
        StepResult result = step();
        batch.clear();
        batches++;
        figures.step(result);
        result.quarantined().forEach(event -> output.collect(QUARANTINED, new StreamRecord<>(event)));
        if (!result.skipped()) {
            publish(result);
            snapshotIfDue();
        }
        if (rounds != null && rounds.isDue()) {
            endRound();
        }
    }

    private void endRound() {
        if (rounds != null) {
            rounds.end(progress.version()).forEach(record -> output.collect(DELTAS, new StreamRecord<>(record)));
        }
    }

    /** Takes what a trainer has told all. */
    final void hear(DeltaRecord record) throws IOException {
        if (rounds != null && rounds.take(record)) {
            progress.follow(record.version());
        }
    }

    private StepResult step() {
        try {
            List<Example> events = List.copyOf(batch);
            return share.trains(lagMs(events)) ? learner.learn(events) : learner.embed(events);
        } catch (GuardException e) {
            throw new SuppressRestartsException(e); // the same events would end the same way
        }
    }

    private long lagMs(List<Example> events) {
        return nowMs() - events.stream().mapToLong(Example::arrivalTimeMs).min().orElse(nowMs());
    }

    private void publish(StepResult result) {
        long now = nowMs();
        for (String item : result.withdrawn()) {
            output.collect(new StreamRecord<>(EmbeddingRecord.withdrawn(
                    EmbeddingRecord.ITEM, item, progress.space(), progress.version(), result.step(), now)));
        }
        for (EmbeddedVector vector : result.embeddings()) {
            output.collect(new StreamRecord<>(new EmbeddingRecord(
                    vector.kind(),
                    vector.id(),
                    vector.vector(),
                    vector.priorDimensions(),
                    progress.space(),
                    progress.version(),
                    result.step(),
                    vector.eventTimeMs(),
                    vector.arrivalTimeMs(),
                    now,
                    vector.memory())));
            progress.published(vector.vector().length, now - vector.arrivalTimeMs());
            figures.published(now - vector.arrivalTimeMs());
        }
    }

    /** All trainers have one model: the first writes it. */
    private void snapshotIfDue() {
        if (trainer() > 0) {
            return;
        }
        long steps = stepsSinceSnapshot();
        boolean enough = settings.snapshots().steps() > 0
                && steps >= settings.snapshots().steps();
        boolean old = nowMs() - snapshotAtMs >= settings.snapshots().interval().toMillis();
        if (steps > 0 && (enough || old)) {
            snapshot();
        }
    }

    private long stepsSinceSnapshot() {
        return learner.counters().steps() - progress.snapshotStep();
    }

    /** A disk that is full or away costs a version of the model, not the learning: the next interval tries again. */
    private void snapshot() {
        long step = learner.counters().steps();
        snapshotAtMs = nowMs();
        ModelSnapshots.Written written;
        try {
            written = snapshots.write(progress.version() + 1, step, learner::save);
        } catch (IOException e) {
            progress.snapshotFailed();
            LOG.warn(
                    "The model cannot be written to {}; learning goes on",
                    settings.snapshots().folder(),
                    e);
            return;
        }
        progress.snapshot(step);
        ModelRecord model = new ModelRecord(
                settings.model(),
                progress.version(),
                written.location(),
                written.sha256(),
                step,
                progress.space(),
                progress.dimensions(),
                learner.figures(),
                null,
                snapshotAtMs);
        output.collect(MODELS, new StreamRecord<>(model));
    }

    /** Speaks now, if there is something new, and again after the interval. */
    private void report() {
        if (figures.isDue(progress)) {
            emitMetrics();
            snapshotIfDue();
        }
        after(settings.reportInterval(), time -> report());
    }

    private void emitMetrics() {
        for (MetricRecord record : figures.report(progress, learner, share.share(), nowMs())) {
            MetricRecord signed = rounds == null ? record : MetricsOfAll.signed(record, trainer());
            output.collect(METRICS, new StreamRecord<>(signed));
        }
    }

    @Override
    public void endInput() throws Exception {
        if (!batch.isEmpty()) {
            train();
        }
        endRound();
        if (stepsSinceSnapshot() > 0 && trainer() == 0) {
            snapshot();
        }
        emitMetrics();
    }

    /** Ends the round: then what the trainers do not have in common is underway, and in the checkpoint as that. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        endRound();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        learnerState.write(this::saveLearner);
        if (rowStore != null) {
            setCurrentKey(KEY);
            rowStore.write();
        }
        progressState.write(progress::save);
        if (rounds != null) {
            roundsState.write(rounds::save);
        }
        batchState.update(batch);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        learnerState.free();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        learnerState.free();
    }

    /** Frees the learner's native memory. No step is running: this is the thread that steps. */
    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            if (learner != null) { // else its making failed
                learner.close();
            }
        }
    }

    /** On this thread, between two events. A callback that fails, fails the task. */
    private void after(Duration delay, ProcessingTimeCallback callback) {
        var unused = getProcessingTimeService().registerTimer(nowMs() + delay.toMillis(), callback);
    }

    private long nowMs() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
