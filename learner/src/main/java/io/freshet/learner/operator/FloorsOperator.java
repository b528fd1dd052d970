package io.freshet.learner.operator;

import io.freshet.learner.evaluate.Floors;
import io.freshet.schemas.message.MetricRecord;
import java.io.DataInputStream;
import java.time.Duration;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableSupplier;

/** Scores the baselines that the model has to beat, on the same visits in the same order, on a thread of its own. */
@SuppressWarnings("NullAway.Init") // Flink initialises an operator before it uses it
public final class FloorsOperator extends AbstractStreamOperator<MetricRecord>
        implements OneInputStreamOperator<Visit, MetricRecord>, BoundedOneInput {

    private static final String GROUP = "floors";
    private static final long serialVersionUID = 1;

    private final SerializableSupplier<Floors> baselines;
    private final Duration reportInterval;
    private transient Floors floors;
    private transient StateChunks state;
    private transient long reportedVisits;

    /** Reports at most once an interval, and at the end. */
    public FloorsOperator(SerializableSupplier<Floors> baselines, Duration reportInterval) {
        this.baselines = baselines;
        this.reportInterval = reportInterval;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        state = new StateChunks(context.getOperatorStateStore(), "floors");
        floors = baselines.get();
        try (DataInputStream in = state.read()) {
            if (in != null) {
                floors.restore(in);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        reportedVisits = floors.visits();
        after(reportInterval, time -> report());
    }

    @Override
    public void processElement(StreamRecord<Visit> element) {
        Visit visit = element.getValue();
        if (visit.forgets()) {
            floors.forget(visit.entity());
        } else {
            floors.observe(visit.entity(), visit.item());
        }
    }

    /** Speaks now, if there is something new, and again after the interval. */
    private void report() {
        if (floors.visits() > reportedVisits) {
            emit();
        }
        after(reportInterval, time -> report());
    }

    private void emit() {
        reportedVisits = floors.visits();
        output.collect(new StreamRecord<>(new MetricRecord(GROUP, nowMs(), 0, floors.visits(), floors.figures())));
    }

    @Override
    public void endInput() {
        emit();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.write(floors::save);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        state.free();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        state.free();
    }

    private void after(Duration delay, ProcessingTimeCallback callback) {
        var unused = getProcessingTimeService().registerTimer(nowMs() + delay.toMillis(), callback);
    }

    private long nowMs() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
