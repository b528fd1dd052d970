package io.freshet.model.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/**
 * State that is kept by rows, so that a checkpoint can take only those that changed since the last one. What is not of
 * rows belongs to whoever owns them.
 */
public interface KeptRows {
    /** Rows that are read or written at a time: enough that the calls cost little, few enough for any width. */
    int CHUNK = 4096;

    /** Unlike that of any other in the same learner. */
    String name();

    /** How many rows there are; none is ever taken away. */
    int rows();

    /** The rows that changed since whoever writes them cleared this. */
    BitSet changed();

    /** The bytes of each of some rows. */
    byte[][] bytes(int[] rows);

    /** Takes the bytes of each of some rows, as they were given; {@link #rows} is right already. */
    void take(int[] rows, byte[][] bytes) throws IOException;

    /** All rows have been read. */
    default void ready() {
        // most have nothing left to do
    }

    /** Writes every row. */
    void save(DataOutput out) throws IOException;

    /** Reads every row; to whoever writes changed ones, all have changed. */
    void restore(DataInput in) throws IOException;
}
