package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Whether every event has been equal for so long that there is nothing to tell apart, and vectors mean nothing. */
final class ConstantWatch {
    private static final int FEWEST_EVENTS = 200; // a slow stream may repeat itself for some steps of one event

    private final int steps;
    private long same;
    private long sameSteps;
    private long sameEvents;

    ConstantWatch(int steps) {
        this.steps = steps;
    }

    /** Takes the samenesses of a batch, and says whether the stream is constant. */
    boolean isConstant(List<Long> batch) {
        for (long sameness : batch) {
            if (sameness != same || sameEvents == 0) {
                same = sameness;
                sameSteps = 0;
                sameEvents = 0;
            }
            sameEvents++;
        }
        sameSteps++;
        return isConstant();
    }

    boolean isConstant() {
        return sameSteps >= steps && sameEvents >= FEWEST_EVENTS;
    }

    /** How many steps it takes. */
    int steps() {
        return steps;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(same);
        out.writeLong(sameSteps);
        out.writeLong(sameEvents);
    }

    void restore(DataInput in) throws IOException {
        same = in.readLong();
        sameSteps = in.readLong();
        sameEvents = in.readLong();
    }
}
