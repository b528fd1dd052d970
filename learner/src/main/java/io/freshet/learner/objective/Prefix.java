package io.freshet.learner.objective;

import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** A step as seen by the first dimensions of its encodings and rows alone. */
record Prefix(StepRecording step, long width) implements StepRecording {

    /** What parameters and states of a width are called by. */
    static String name(long width) {
        return "first-" + width;
    }

    /** The first dimensions of rows. */
    static Tensor of(Tensor rows, long width) {
        return rows.slice(-1, 0, width);
    }

    @Override
    public Recorder recorder() {
        return step.recorder();
    }

    @Override
    public Parameters online() {
        return step.online();
    }

    @Override
    public Parameters target() {
        return step.target();
    }

    @Override
    public HistoryTensors histories(String name, Dim count) {
        return step.histories(name, count);
    }

    @Override
    public Tensor query(HistoryTensors histories) {
        return of(step.query(histories), width);
    }

    @Override
    public Tensor targetQuery(HistoryTensors histories) {
        return of(step.targetQuery(histories), width);
    }

    @Override
    public Tensor filled(HistoryTensors histories, Tensor history, Tensor age) {
        return of(step.filled(histories, history, age), width);
    }

    @Override
    public Tensor batchQuery() {
        return of(step.batchQuery(), width);
    }

    @Override
    public Tensor batchPrior() {
        return step.batchPrior();
    }

    @Override
    public Candidates candidates() {
        Candidates all = step.candidates();
        return new Candidates(all.queue(), of(all.rows(), width), all.prior(), all.correction(), all.popularity());
    }

    @Override
    public Tensor state(String name, Shape shape) {
        return step.state(named(name), shape);
    }

    @Override
    public Tensor state(String name, DType type, Shape shape) {
        return step.state(named(name), type, shape);
    }

    @Override
    public Tensor state(String name, Shape shape, Init first) {
        return step.state(named(name), shape, first);
    }

    @Override
    public void metric(String name, Tensor scalar) {
        step.metric(name, scalar);
    }

    @Override
    public void afterUpdate(Runnable changes) {
        step.afterUpdate(changes);
    }

    private String named(String state) {
        return state + "." + name(width);
    }
}
