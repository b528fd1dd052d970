package io.freshet.learner.memory;

import io.freshet.model.table.RowDictionary;
import io.freshet.model.table.RowState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** How often each item row came, ever and lately. Lately are counts that halve every so many events. */
public final class Popularity implements RowState {
    private final ForwardDecay decay;
    private final RowDictionary items;
    private final BitSet changed = new BitSet();
    private double[] logs = new double[0];
    private int[] counts = new int[0];
    private long events;

    /** @param halfLife in events */
    public Popularity(double halfLife, RowDictionary items) {
        this.decay = new ForwardDecay(halfLife);
        this.items = items;
        changed.set(0, RowDictionary.FIRST);
    }

    public void add(int row) {
        reserve(row);
        logs[row] = ForwardDecay.add(logs[row], logNow());
        counts[row]++;
        changed.set(row);
        events++;
    }

    /** A row has become another item's. */
    public void forget(int row) {
        reserve(row);
        logs[row] = ForwardDecay.NEVER;
        counts[row] = 0;
        changed.set(row);
    }

    private void reserve(int row) {
        if (row >= logs.length) {
            int known = logs.length;
            int least = Math.max(1024, row + 1);
            logs = Arrays.copyOf(logs, (int) Math.max(least, Math.min(items.capacity(), 2L * known)));
            Arrays.fill(logs, known, logs.length, ForwardDecay.NEVER);
            counts = Arrays.copyOf(counts, logs.length);
        }
    }

    /** How often the row's item has come, ever. */
    public int count(int row) {
        return row < counts.length ? counts[row] : 0;
    }

    /**
     * The natural logarithm of the decayed count, short of the part that is the same for every row at one moment; so
     * values of different moments compare as if all had been read at once.
     */
    public float logWeight(int row) {
        double log = row < logs.length ? logs[row] : ForwardDecay.NEVER;
        return (float) (log == ForwardDecay.NEVER ? ForwardDecay.LOG_UNSEEN + logNow() : log);
    }

    /** Lets so many half-lives pass at once: what came before weighs less against what comes. */
    public void age(double halfLives) {
        events += Math.round(halfLives * decay.halfLife());
    }

    /** What {@link #logWeight} is of a row that came once just now: subtracting it gives the log decayed count. */
    public double logNow() {
        return decay.logNow(events);
    }

    /** How many times a row has come, any row, and those that {@link #age} has let pass. */
    public long events() {
        return events;
    }

    public void restoreEvents(long count) {
        events = count;
        Arrays.fill(logs, ForwardDecay.NEVER);
        Arrays.fill(counts, 0);
    }

    @Override
    public String name() {
        return "popularity";
    }

    @Override
    public int rows() {
        return items.rows();
    }

    @Override
    public int rowBytes() {
        return Double.BYTES + Integer.BYTES;
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public void write(int[] rows, ByteBuffer into) {
        for (int row : rows) {
            into.putDouble(row < logs.length ? logs[row] : ForwardDecay.NEVER);
            into.putInt(count(row));
        }
    }

    @Override
    public void read(int[] rows, ByteBuffer from) {
        for (int row : rows) {
            reserve(row);
            logs[row] = from.getDouble();
            counts[row] = from.getInt();
        }
    }
}
