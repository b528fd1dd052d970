package io.freshet.model.optimise;

import io.freshet.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The share of its full size that a learning rate has, as a function of how far training has come. Its clock may count
 * events, as the learner's does, or steps.
 */
@FunctionalInterface
public interface RateSchedule {
    /**
     * The share of the full rate.
     *
     * @param now on the schedule's clock
     * @param sinceDrift how long the stream has been what it is: since drift was last told of, or the start
     */
    double at(double now, double sinceDrift);

    /** The full rate for ever: for a stream without an end. */
    static RateSchedule constant() {
        return (now, sinceDrift) -> 1;
    }

    /**
     * In a straight line from {@code from} to 1, and then by half a cosine to {@code last} at {@code total} (MAE, MoCo
     * v3, Barlow Twins, I-JEPA), where it stays.
     */
    static RateSchedule cosine(double from, double last, double warmUp, double total) {
        return warmedUp(from, warmUp, (now, sinceDrift) -> {
            double share = Math.min(1, (now - warmUp) / (total - warmUp));
            return last + (1 - last) * (1 + Math.cos(Math.PI * share)) / 2;
        });
    }

    /** DINO's: as {@link #cosine}, but the last step of the warm-up has the full rate already. */
    static RateSchedule cosineAfterFull(double from, double last, double warmUp, double total) {
        RateSchedule cosine = cosine(from, last, warmUp, total);
        RateSchedule rise = warmedUp(from, warmUp - 1, constant());
        return (now, sinceDrift) -> now < warmUp ? rise.at(now, sinceDrift) : cosine.at(now, sinceDrift);
    }

    /** In a straight line from {@code from} to 1, and then as another one says. */
    static RateSchedule warmedUp(double from, double warmUp, RateSchedule then) {
        return (now, sinceDrift) -> now < warmUp ? from + (1 - from) * now / warmUp : then.at(now, sinceDrift);
    }

    /**
     * The full rate when the stream has just changed, and less the longer it stays as it is: by half-lives, down to
     * {@code last}.
     */
    static RateSchedule decayAfterDrift(double last, double halfLife) {
        return (now, sinceDrift) -> last + (1 - last) * Math.pow(.5, sinceDrift / halfLife);
    }

    /** The schedules that {@code learner.optimiser.schedule.type} can name; all count events. */
    static Map<String, Function<Section, RateSchedule>> all() {
        Map<String, Function<Section, RateSchedule>> all = new LinkedHashMap<>();
        all.put("constant", section -> warmedUp(section, constant()));
        all.put("cosine", RateSchedule::readCosine);
        all.put("decay-after-drift", RateSchedule::readDecayAfterDrift);
        return all;
    }

    private static RateSchedule readCosine(Section section) {
        double warmUp = section.number("warm-up", 0, 0, 1e15);
        double total = section.number("total", 1_000_000, 1, 1e15);
        if (total <= warmUp) {
            section.fault("total", "be more than warm-up", Double.toString(total), "both count events");
        }
        return cosine(section.number("from", 0, 0, 1), section.number("last", .001, 0, 1), warmUp, total);
    }

    private static RateSchedule readDecayAfterDrift(Section section) {
        double last = section.number("last", .1, 0, 1);
        return warmedUp(section, decayAfterDrift(last, section.number("half-life", 100_000, 1, 1e15)));
    }

    private static RateSchedule warmedUp(Section section, RateSchedule then) {
        double warmUp = section.number("warm-up", 0, 0, 1e15);
        return warmedUp(section.number("from", 0, 0, 1), warmUp, then);
    }
}
