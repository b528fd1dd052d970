package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Watches numbers as they come, and says when their mean is no longer what it was. */
public interface DriftDetector {

    /** What a value has shown of the mean. */
    enum Change {
        NONE,
        ROSE,
        FELL
    }

    /** As pipeline files name it. */
    String name();

    /** Takes the next value. */
    Change add(double value);

    /** How many of the latest values are of after the last change that was seen, as it is estimated. */
    long sinceChange();

    /** Writes the whole state: one that restores it sees what this one would. */
    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;
}
