package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Gradient accumulation: each row and the flat buffer hold the sum of several micro-batches' gradients, and their mean then
 * moves the model once. This knows what is held: the gradients of how many micro-batches, and of which rows.
 */
final class Accumulation {
    static final String APPLY = "apply";

    private final int microBatches;
    private final MomentumClock clock;
    private final RowSet in = new RowSet();
    private final RowSet out = new RowSet();
    private final RowSet values = new RowSet();
    private int held;
    private long heldEvents;
    private long now;

    Accumulation(LearnerConfig config) {
        this.microBatches = config.accumulate();
        this.clock = config.momentum();
    }

    /** What the momentum's clock shows; it stands still between updates. */
    long now() {
        return now;
    }

    /** The momentum of an update by what is held and so many events more. */
    double momentum(int events) {
        return clock.momentum(heldEvents + events);
    }

    /** Tells a step whether it updates the model, and gives one that does the rows of what is held, behind its own. */
    void feed(StepInputs inputs) {
        if (microBatches == 1) {
            return;
        }
        inputs.flag(APPLY, updatesNext());
        if (updatesNext()) {
            inputs.in.addAll(in);
            inputs.out.addAll(out);
            inputs.valueRows.addAll(values);
        }
    }

    private boolean updatesNext() {
        return held + 1 == microBatches;
    }

    /** Notes a finite step on so many events. */
    void stepped(StepInputs touched, int events, Tables tables) {
        boolean updated = updatesNext();
        held++;
        heldEvents += events;
        if (updated) {
            now += clock.ticks(heldEvents);
            tables.moved(touched, now);
            clear();
        } else {
            tables.changed(touched);
            in.addAll(touched.in);
            out.addAll(touched.out);
            values.addAll(touched.valueRows);
        }
    }

    private void clear() {
        held = 0;
        heldEvents = 0;
        if (microBatches > 1) {
            in.clear();
            out.clear();
            values.clear();
        }
    }

    void save(DataOutput to) throws IOException {
        to.writeInt(held);
        to.writeLong(heldEvents);
        to.writeLong(now);
        in.save(to);
        out.save(to);
        values.save(to);
    }

    void restore(DataInput from) throws IOException {
        held = from.readInt();
        heldEvents = from.readLong();
        now = from.readLong();
        in.restore(from);
        out.restore(from);
        values.restore(from);
    }
}
