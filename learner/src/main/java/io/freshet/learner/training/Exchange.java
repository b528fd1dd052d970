package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * One trainer's side of a model that several share. What it says at the end of a round goes into one log, and all trainers
 * take every part from there in the same order, the trainer that said it too. No part waits for another, and no trainer for
 * another trainer.
 */
public interface Exchange {

    /** Whether a round has as many steps as it should. */
    boolean isDue();

    /** Ends a round, due or not: what all have to take, in this order; nothing where no step was taken. */
    List<byte[]> endRound();

    /** Takes a part of another trainer's round. */
    void take(byte[] part) throws IOException;

    /** Takes a part of this trainer's own round, which the log has brought back. */
    void takeOwn(byte[] part) throws IOException;

    /** Begins with the learner's numbers as they are, which all trainers have. */
    void begin();

    /** Writes what is beside the learner's own state, when a round has just ended. */
    void save(DataOutput out) throws IOException;

    /** Reads it into a learner that has read its own state; then it takes what was underway, and {@link #restored} follows. */
    void restore(DataInput in) throws IOException;

    /** All that was underway has been taken. */
    void restored();
}
