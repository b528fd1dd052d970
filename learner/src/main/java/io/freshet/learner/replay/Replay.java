package io.freshet.learner.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A bounded memory of rows to learn from again, because a stream shows similar things in a row and a network forgets
 * what it no longer sees (Purushwalkam et al. 2022, arXiv:2203.12710).
 */
public interface Replay<T> {

    /** As pipeline files name it. */
    String name();

    /**
     * Takes a row in; another may have to go.
     *
     * @param vector what the encoder says of it now, for policies that tell rows apart by that
     */
    void add(T row, float[] vector);

    /** So many different rows drawn from it; fewer where it holds fewer. Each call draws anew. */
    List<T> sample(int count);

    int size();

    /** Writes the whole state: one that restores it draws as this one does. */
    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;

    /** How a row is written and read. */
    interface RowCodec<T> {
        void write(T row, DataOutput out) throws IOException;

        T read(DataInput in) throws IOException;
    }
}
