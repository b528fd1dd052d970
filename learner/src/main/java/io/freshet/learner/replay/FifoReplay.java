package io.freshet.learner.replay;

import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Remembers the latest rows; the oldest goes first. */
public final class FifoReplay<T> implements Replay<T> {
    public static final String NAME = "fifo";

    private final int capacity;
    private final long seed;
    // a ring: row number n stands at n modulo the capacity
    private final RowList<T> ring;
    private long added;
    private long samples;

    public FifoReplay(int capacity, long seed, RowCodec<T> codec) {
        this.capacity = capacity;
        this.seed = seed;
        this.ring = new RowList<>(capacity, codec);
    }

    static <T> FifoReplay<T> create(Replays.Config config, long seed, RowCodec<T> rows) {
        return new FifoReplay<>(config.capacity(), seed, rows);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void add(T row, float[] vector) {
        if (!ring.isFull()) {
            ring.add(row);
        } else {
            ring.set((int) (added % capacity), row);
        }
        added++;
    }

    @Override
    public List<T> sample(int count) {
        return ring.sample(count, Sample.random(seed, samples++));
    }

    @Override
    public int size() {
        return ring.rows();
    }

    @Override
    public void forget() {
        ring.clear();
        added = 0;
    }

    @Override
    public int forget(Predicate<T> which) {
        int size = ring.rows();
        List<T> kept = new ArrayList<>(size);
        long oldest = ring.isFull() ? added % capacity : 0;
        for (int i = 0; i < size; i++) {
            T row = ring.get((int) ((oldest + i) % capacity));
            if (!which.test(row)) {
                kept.add(row);
            }
        }
        if (kept.size() < size) {
            forget();
            kept.forEach(ring::add);
            added = kept.size();
        }
        return size - kept.size();
    }

    @Override
    public List<KeptRows> rows() {
        return List.of(ring);
    }

    @Override
    public void saveRest(DataOutput out) throws IOException {
        out.writeLong(added);
        out.writeLong(samples);
        ring.saveSize(out);
    }

    @Override
    public void restoreRest(DataInput in) throws IOException {
        added = in.readLong();
        samples = in.readLong();
        ring.restoreSize(in);
    }
}
