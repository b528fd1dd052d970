package io.freshet.learner.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers the latest rows; the oldest goes first. */
public final class FifoReplay<T> implements Replay<T> {
    public static final String NAME = "fifo";

    private final int capacity;
    private final long seed;
    private final RowCodec<T> codec;
    // a ring: row number n stands at n modulo the capacity
    private final List<T> ring = new ArrayList<>();
    private long added;
    private long samples;

    public FifoReplay(int capacity, long seed, RowCodec<T> codec) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
        }
        this.capacity = capacity;
        this.seed = seed;
        this.codec = codec;
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
        if (ring.size() < capacity) {
            ring.add(row);
        } else {
            ring.set((int) (added % capacity), row);
        }
        added++;
    }

    @Override
    public List<T> sample(int count) {
        return Sample.of(ring, count, Sample.random(seed, samples++));
    }

    @Override
    public int size() {
        return ring.size();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(added);
        out.writeLong(samples);
        RowList.save(ring, capacity, codec, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        added = in.readLong();
        samples = in.readLong();
        RowList.restore(ring, capacity, codec, in);
    }
}
