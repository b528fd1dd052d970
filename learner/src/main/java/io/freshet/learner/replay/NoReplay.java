package io.freshet.learner.replay;

import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.List;
import java.util.function.Predicate;

/** Remembers nothing. */
public final class NoReplay<T> implements Replay<T> {
    public static final String NAME = "none";

    static <T> NoReplay<T> create(Replays.Config config, long seed, RowCodec<T> rows) {
        return new NoReplay<>();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void add(T row, float[] vector) {
        // remembers nothing
    }

    @Override
    public List<T> sample(int count) {
        return List.of();
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void forget() {
        // has nothing
    }

    @Override
    public int forget(Predicate<T> which) {
        return 0;
    }

    @Override
    public List<KeptRows> rows() {
        return List.of();
    }

    @Override
    public void saveRest(DataOutput out) {
        // no state
    }

    @Override
    public void restoreRest(DataInput in) {
        // no state
    }
}
