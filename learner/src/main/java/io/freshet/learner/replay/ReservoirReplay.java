package io.freshet.learner.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers a uniform sample of all rows that ever came (Vitter 1985, algorithm R). */
public final class ReservoirReplay<T> implements Replay<T> {
    public static final String NAME = "reservoir";

    private final int capacity;
    private final long seed;
    private final RowCodec<T> codec;
    private final List<T> rows = new ArrayList<>();
    private long added;
    private long samples;

    private ReservoirReplay(int capacity, long seed, RowCodec<T> codec) {
        this.capacity = capacity;
        this.seed = seed;
        this.codec = codec;
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
        if (rows.size() < capacity) {
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
        return Sample.of(rows, count, Sample.random(seed, samples++));
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(added);
        out.writeLong(samples);
        RowList.save(rows, capacity, codec, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        added = in.readLong();
        samples = in.readLong();
        RowList.restore(rows, capacity, codec, in);
    }
}
