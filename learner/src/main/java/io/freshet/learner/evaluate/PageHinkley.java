package io.freshet.learner.evaluate;

import io.freshet.config.Section;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The Page-Hinkley test (Page 1954, "Continuous inspection schemes"): adds up how far values are from their mean so far,
 * less what is tolerated, and sees a change where the sum has risen far above its lowest or fallen far below its highest.
 * After a change it begins anew. As in River, in both directions.
 */
public final class PageHinkley implements DriftDetector {
    public static final String NAME = "page-hinkley";

    private final Config config;

    private long values;
    private double mean;
    private double risen; // grows with values above the mean
    private double least = Double.POSITIVE_INFINITY; // that it was
    private long sinceLeast;
    private double fallen; // shrinks with values below the mean
    private double most = -1; // that it was; not minus infinity at first, as in River
    private long sinceMost;
    private boolean changed;

    /** Which changes count. */
    public enum Mode {
        UP,
        DOWN,
        BOTH
    }

    /**
     * River's defaults, which suit values from 0 to 1.
     *
     * @param leastValues before which nothing is seen
     * @param delta tolerated a value
     * @param threshold of the sum
     * @param alpha by which the sum fades a value
     */
    public record Config(int leastValues, double delta, double threshold, double alpha, Mode mode) {
        public static final Config DEFAULT = new Config(30, .005, 50, .9999, Mode.BOTH);

        static Config read(Section section) {
            return new Config(
                    section.integer("least-values", DEFAULT.leastValues, 1, 1_000_000_000),
                    section.number("delta", DEFAULT.delta, 0, 1e9),
                    section.number("threshold", DEFAULT.threshold, 0, 1e12),
                    section.number("alpha", DEFAULT.alpha, 0, 1),
                    DEFAULT.mode);
        }
    }

    public PageHinkley(Config config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Change add(double value) {
        if (changed) {
            startAnew();
        }
        values++;
        mean += (value - mean) / values;
        risen = config.alpha() * risen + (value - mean) - config.delta();
        fallen = config.alpha() * fallen + (value - mean) + config.delta();
        sinceLeast++;
        if (risen < least) {
            least = risen;
            sinceLeast = 0;
        }
        sinceMost++;
        if (fallen > most) {
            most = fallen;
            sinceMost = 0;
        }
        Change change = change();
        changed = change != Change.NONE;
        return change;
    }

    private void startAnew() {
        values = 0;
        mean = 0;
        risen = 0;
        least = Double.POSITIVE_INFINITY;
        sinceLeast = 0;
        fallen = 0;
        most = -1;
        sinceMost = 0;
    }

    private Change change() {
        if (values < config.leastValues()) {
            return Change.NONE;
        }
        if (config.mode() != Mode.DOWN && rise() > config.threshold()) {
            return Change.ROSE;
        }
        return config.mode() != Mode.UP && fall() > config.threshold() ? Change.FELL : Change.NONE;
    }

    /** How far the one sum is above the least that it was. */
    double rise() {
        return risen - least;
    }

    /** How far the other is below the most that it was. */
    double fall() {
        return most - fallen;
    }

    /** Since the sum that has gone too far turned; long before the change where it had hardly moved. */
    @Override
    public long sinceChange() {
        return rise() > config.threshold() ? sinceLeast : sinceMost;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(values);
        out.writeDouble(mean);
        out.writeDouble(risen);
        out.writeDouble(least);
        out.writeLong(sinceLeast);
        out.writeDouble(fallen);
        out.writeDouble(most);
        out.writeLong(sinceMost);
        out.writeBoolean(changed);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        values = in.readLong();
        mean = in.readDouble();
        risen = in.readDouble();
        least = in.readDouble();
        sinceLeast = in.readLong();
        fallen = in.readDouble();
        most = in.readDouble();
        sinceMost = in.readLong();
        changed = in.readBoolean();
    }
}
