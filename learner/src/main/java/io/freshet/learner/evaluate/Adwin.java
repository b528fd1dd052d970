package io.freshet.learner.evaluate;

import io.freshet.config.Section;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * ADWIN (Bifet and Gavalda, SDM 2007): a window that grows while its mean stays, and drops its oldest part when two parts
 * of it differ by more than chance allows. Memory and time are logarithmic in its length, by an exponential histogram.
 *
 * <p>As published, the window keeps what came after a change. River's and MOA's wrappers begin anew instead; their
 * figures follow from a new one of these after each change.
 */
public final class Adwin implements DriftDetector {
    public static final String NAME = "adwin";

    private final Config config;
    /** Row i has buckets of 2^i values; newer values stand in lower rows, and older buckets first in a row. */
    private final List<Row> rows = new ArrayList<>();

    private long width;
    private double total;
    private double squares; // sum of squared distances from the window's mean
    private long ticks;

    /**
     * As in River, but for the names.
     *
     * @param delta confidence: the chance of a false alarm at one look
     * @param clock looks for a cut every so many values
     * @param buckets of one size, before the two oldest become one of the next
     * @param leastPart values on each side of a cut
     * @param grace no cut up to this width
     */
    public record Config(double delta, int clock, int buckets, int leastPart, int grace) {
        public static final Config DEFAULT = new Config(.002, 32, 5, 5, 10);

        static Config read(Section section) {
            return new Config(
                    section.number("delta", DEFAULT.delta, 1e-300, .999),
                    section.integer("clock", DEFAULT.clock, 1, 1_000_000),
                    DEFAULT.buckets,
                    DEFAULT.leastPart,
                    DEFAULT.grace);
        }
    }

    /** Buckets of one size. */
    private static final class Row {
        final double[] totals;
        final double[] squares;
        int size;

        Row(int buckets) {
            totals = new double[buckets + 1];
            squares = new double[buckets + 1];
        }

        void add(double total, double squared) {
            totals[size] = total;
            squares[size++] = squared;
        }

        void dropOldest(int count) {
            size -= count;
            System.arraycopy(totals, count, totals, 0, size);
            System.arraycopy(squares, count, squares, 0, size);
        }
    }

    public Adwin(Config config) {
        this.config = config;
        rows.add(new Row(config.buckets()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Change add(double value) {
        width++;
        if (width > 1) {
            double distance = value - total / (width - 1);
            squares += distance * distance * (width - 1) / width;
        }
        total += value;
        rows.get(0).add(value, 0);
        compress();
        return ++ticks % config.clock() == 0 && width > config.grace() ? shrink() : Change.NONE;
    }

    private void compress() {
        for (int i = 0; i < rows.size() && rows.get(i).size > config.buckets(); i++) {
            if (i + 1 == rows.size()) {
                rows.add(new Row(config.buckets()));
            }
            Row row = rows.get(i);
            double difference = (row.totals[0] - row.totals[1]) / (1L << i);
            rows.get(i + 1)
                    .add(
                            row.totals[0] + row.totals[1],
                            row.squares[0] + row.squares[1] + (1L << i) * difference * difference / 2);
            row.dropOldest(2);
        }
    }

    private Change shrink() {
        Change first = Change.NONE;
        for (Change change = cut(); change != Change.NONE; change = cut()) {
            first = first == Change.NONE ? change : first;
            dropOldest();
        }
        return first;
    }

    /** Whether the window falls into two parts whose means differ, and which way. */
    private Change cut() {
        long before = 0;
        double sum = 0;
        for (int i = rows.size() - 1; i >= 0; i--) {
            Row row = rows.get(i);
            for (int k = 0; k < row.size; k++) {
                before += 1L << i;
                sum += row.totals[k];
                long after = width - before;
                if (before < config.leastPart() || after < config.leastPart()) {
                    continue;
                }
                double rise = (total - sum) / after - sum / before;
                if (Math.abs(rise) > bound(before, after)) {
                    return rise > 0 ? Change.ROSE : Change.FELL;
                }
            }
        }
        return Change.NONE;
    }

    private double bound(long before, long after) {
        double deltaPrime = Math.log(2 * Math.log(width) / config.delta());
        double shares = 1.0 / (before - config.leastPart() + 1) + 1.0 / (after - config.leastPart() + 1);
        return Math.sqrt(2 * shares * variance() * deltaPrime) + 2.0 / 3 * deltaPrime * shares;
    }

    private void dropOldest() {
        Row row = rows.get(rows.size() - 1);
        long size = 1L << (rows.size() - 1);
        double gone = row.totals[0];
        width -= size;
        total -= gone;
        double difference = gone / size - total / width;
        squares -= row.squares[0] + difference * difference * size * width / (size + width);
        row.dropOldest(1);
        if (row.size == 0) {
            rows.remove(rows.size() - 1);
        }
    }

    /** How many values the window holds. */
    public long width() {
        return width;
    }

    public double mean() {
        return width == 0 ? 0 : total / width;
    }

    /** Of the window's values, by their number. */
    public double variance() {
        return width == 0 ? 0 : squares / width;
    }

    @Override
    public long sinceChange() {
        return width;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(width);
        out.writeDouble(total);
        out.writeDouble(squares);
        out.writeLong(ticks);
        out.writeByte(rows.size());
        for (Row row : rows) {
            out.writeInt(row.size);
            for (int k = 0; k < row.size; k++) {
                out.writeDouble(row.totals[k]);
                out.writeDouble(row.squares[k]);
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        width = in.readLong();
        total = in.readDouble();
        squares = in.readDouble();
        ticks = in.readLong();
        rows.clear();
        for (int left = in.readByte(); left > 0; left--) {
            Row row = new Row(config.buckets());
            int size = in.readInt();
            if (size < 0 || size > config.buckets()) {
                throw new IOException("adwin: a row of " + size + " buckets");
            }
            for (int k = 0; k < size; k++) {
                row.add(in.readDouble(), in.readDouble());
            }
            rows.add(row);
        }
    }
}
