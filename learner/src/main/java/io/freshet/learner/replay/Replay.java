package io.freshet.learner.replay;

import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

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

    /** Forgets all rows: they are of a stream that is no longer what it was. What it draws goes on from where it was. */
    void forget();

    /**
     * Forgets some rows, as if they had never been remembered.
     *
     * @return how many
     */
    int forget(Predicate<T> which);

    /** The remembered rows, each of which says whether it has changed; none where nothing is remembered. */
    List<KeptRows> rows();

    /** Writes what is not in {@link #rows}: one that restores both draws as this one does. */
    void saveRest(DataOutput out) throws IOException;

    /** Restores what is not in {@link #rows}; they have to follow. */
    void restoreRest(DataInput in) throws IOException;

    default void save(DataOutput out) throws IOException {
        saveRest(out);
        for (KeptRows rows : rows()) {
            rows.save(out);
        }
    }

    default void restore(DataInput in) throws IOException {
        restoreRest(in);
        for (KeptRows rows : rows()) {
            rows.restore(in);
        }
    }

    /** How a row is written and read. */
    interface RowCodec<T> {
        void write(T row, DataOutput out) throws IOException;

        T read(DataInput in) throws IOException;
    }
}
