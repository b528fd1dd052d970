package io.freshet.learner.replay;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

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
    public void add(T row) {
        if (ring.size() < capacity) {
            ring.add(row);
        } else {
            ring.set((int) (added % capacity), row);
        }
        added++;
    }

    // Floyd's way of drawing different numbers: as many draws as rows, whatever the size.
    @Override
    public List<T> sample(int count) {
        // the number of the draw, not a generator's state, decides what comes out
        SplittableRandom random =
                new SplittableRandom(HashCommon.murmurHash3(HashCommon.murmurHash3(seed) + samples++));
        int size = ring.size();
        int wanted = Math.min(count, size);
        IntOpenHashSet places = new IntOpenHashSet(wanted);
        List<T> rows = new ArrayList<>(wanted);
        for (int last = size - wanted; last < size; last++) {
            int drawn = random.nextInt(last + 1);
            int place = places.add(drawn) ? drawn : last;
            places.add(place);
            rows.add(ring.get(place));
        }
        return rows;
    }

    @Override
    public int size() {
        return ring.size();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(capacity);
        out.writeLong(added);
        out.writeLong(samples);
        out.writeInt(ring.size());
        for (T row : ring) {
            codec.write(row, out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        int savedCapacity = in.readInt();
        if (savedCapacity != capacity) {
            throw new IOException("replay: saved with capacity " + savedCapacity + ", this one has " + capacity);
        }
        added = in.readLong();
        samples = in.readLong();
        int size = in.readInt();
        if (size < 0 || size > capacity || size > added) {
            throw new IOException("replay: " + size + " rows of " + capacity);
        }
        ring.clear();
        for (int i = 0; i < size; i++) {
            ring.add(codec.read(in));
        }
    }
}
