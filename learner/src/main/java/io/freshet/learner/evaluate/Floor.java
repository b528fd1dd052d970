package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A way to guess an entity's next item by counting: what a learnt model has to beat to be of any use. Items are dense
 * indices in the order of their first appearance.
 */
public interface Floor {

    /** As metrics name it. */
    String name();

    /**
     * The target's rank from 1 among the items seen so far, ties before it, by what was learnt from earlier visits.
     * Asked before {@link #learn} for every visit that is scored.
     */
    int rank(Visit visit);

    void learn(Visit visit);

    /** Writes what was learnt: a floor that restores it ranks as this one does. */
    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;
}
