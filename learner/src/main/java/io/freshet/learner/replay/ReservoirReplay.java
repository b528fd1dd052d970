package io.freshet.learner.replay;

import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Remembers a uniform sample of all rows that ever came (Vitter 1985, algorithm R). */
public final class ReservoirReplay<T> implements Replay<T> {
    public static final String NAME = "reservoir";

    private final int capacity;
    private final long seed;
    private final RowList<T> rows;
    private long added;
    private long samples;

    private ReservoirReplay(int capacity, long seed, RowCodec<T> codec) {
        this.capacity = capacity;
        this.seed = seed;
        this.rows = new RowList<>(capacity, codec);
    }

    static <T> ReservoirReplay<T> create(Replays.Config config, long seed, RowCodec<T> rows) {
        return new ReservoirReplay<>(config.capacity(), seed, rows);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void add(T row, float[] vector) {
        added++;
        if (!rows.isFull()) {
            rows.add(row);
            return;
        }
        // the draws of samples are of another seed
        long place = Sample.random(~seed, added).nextLong(added);
        if (place < capacity) {
            rows.set((int) place, row);
        }
    }

    @Override
    public List<T> sample(int count) {
        return rows.sample(count, Sample.random(seed, samples++));
    }

    @Override
    public int size() {
        return rows.rows();
    }

    @Override
    public void forget() {
        rows.clear();
        added = 0;
    }

    /** What comes next fills the gaps for certain, so that for a while the sample has a little more of it. */
    @Override
    public int forget(Predicate<T> which) {
        return rows.removeIf(which, place -> {});
    }

    @Override
    public List<KeptRows> rows() {
        return List.of(rows);
    }

    @Override
    public void saveRest(DataOutput out) throws IOException {
        out.writeLong(added);
        out.writeLong(samples);
        rows.saveSize(out);
    }

    @Override
    public void restoreRest(DataInput in) throws IOException {
        added = in.readLong();
        samples = in.readLong();
        rows.restoreSize(in);
    }
}
