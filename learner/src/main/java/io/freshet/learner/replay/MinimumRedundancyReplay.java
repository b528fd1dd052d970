package io.freshet.learner.replay;

import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Remembers rows that differ (Purushwalkam et al. 2022, arXiv:2203.12710): where there is no room, of the two rows whose
 * vectors are most alike, the older goes. So what a stream repeats does not push out what it showed once.
 *
 * <p>Taking a row in costs one product of its vector with all others, and now and then one more.
 */
public final class MinimumRedundancyReplay<T> implements Replay<T> {
    public static final String NAME = "minimum-redundancy";
    /** Above this a row's comparisons would take longer than its share of a step. */
    static final int MOST = 1 << 16;

    private final long seed;
    private final RowList<T> rows;
    private final Alikeness alikeness;
    private long added;
    private long samples;

    private MinimumRedundancyReplay(int capacity, long seed, RowCodec<T> codec) {
        if (capacity > MOST) {
            throw new IllegalArgumentException("capacity must be at most " + MOST + ", got " + capacity);
        }
        this.seed = seed;
        this.rows = new RowList<>(capacity, codec);
        this.alikeness = new Alikeness(capacity);
    }

    static <T> MinimumRedundancyReplay<T> create(Replays.Config config, long seed, RowCodec<T> rows) {
        return new MinimumRedundancyReplay<>(config.capacity(), seed, rows);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void add(T row, float[] vector) {
        added++;
        if (!rows.isFull()) {
            alikeness.append(vector, added);
            rows.add(row);
            return;
        }
        rows.set(alikeness.replaceMostRedundant(vector, added), row);
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
        alikeness.clear();
    }

    @Override
    public int forget(Predicate<T> which) {
        return rows.removeIf(which, alikeness::remove);
    }

    @Override
    public List<KeptRows> rows() {
        return List.of(rows, alikeness);
    }

    @Override
    public void saveRest(DataOutput out) throws IOException {
        out.writeLong(added);
        out.writeLong(samples);
        rows.saveSize(out);
        alikeness.saveRest(out);
    }

    @Override
    public void restoreRest(DataInput in) throws IOException {
        added = in.readLong();
        samples = in.readLong();
        rows.restoreSize(in);
        alikeness.restoreRest(in, rows.rows());
    }
}
