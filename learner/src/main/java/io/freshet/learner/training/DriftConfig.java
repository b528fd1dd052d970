package io.freshet.learner.training;

import io.freshet.config.DidYouMean;
import io.freshet.config.Section;
import io.freshet.learner.evaluate.DriftDetector;
import io.freshet.learner.evaluate.DriftDetectors;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code learner.drift}.
 *
 * @param detectors makes one for each figure that is watched; null where none is
 * @param on what is watched: {@link #PREQUENTIAL}, {@link #MARGINALS}
 */
public record DriftConfig(@Nullable Supplier<DriftDetector> detectors, Set<String> on, Policy policy) {
    static final String NONE = "none";
    /** Hits of scored events. */
    static final String PREQUENTIAL = "prequential";
    /** Each field by itself. */
    static final String MARGINALS = "marginals";

    private static final List<String> WATCHED = List.of(PREQUENTIAL, MARGINALS);

    /**
     * What a change is answered with.
     *
     * @param on which of what is watched
     * @param pause events after an answer in which no change is answered again
     * @param rateFactor how many times its usual size a rate has right after a change
     * @param rateHalfLife events in which half of what it has risen is gone
     * @param forgetReplay whether rows from before the change are forgotten
     * @param popularityHalfLives by which the counts of popularity age at once
     */
    public record Policy(
            Set<String> on,
            long pause,
            double rateFactor,
            double rateHalfLife,
            boolean forgetReplay,
            double popularityHalfLives) {

        private static Policy read(Section section) {
            Section rates = section.section("rates");
            return new Policy(
                    watched(section, List.of(PREQUENTIAL)),
                    section.integer("pause", 2_000, 0, Long.MAX_VALUE),
                    rates.number("factor", 1, 1, 1_000),
                    rates.number("half-life", 1_000, 1, 1e12),
                    section.bool("forget-replay", true),
                    section.number("popularity-half-lives", 0, 0, 100));
        }

        /** The share of the usual rate, so many events after the last answer. */
        double boost(long sinceAnswer) {
            return 1 + (rateFactor - 1) * Math.pow(.5, sinceAnswer / rateHalfLife);
        }
    }

    static DriftConfig read(Section section) {
        Map<String, Function<Section, @Nullable Supplier<DriftDetector>>> known =
                new LinkedHashMap<>(DriftDetectors.all());
        known.put(NONE, none -> null);
        Function<Section, @Nullable Supplier<DriftDetector>> reader =
                section.oneOf("detector", known, DriftDetectors.DEFAULT);
        return new DriftConfig(
                reader == null ? null : reader.apply(section),
                watched(section, WATCHED),
                Policy.read(section.section("policy")));
    }

    private static Set<String> watched(Section section, List<String> byDefault) {
        if (!section.has("on")) {
            return new LinkedHashSet<>(byDefault);
        }
        Set<String> chosen = new LinkedHashSet<>(section.strings("on"));
        for (String name : chosen) {
            if (!WATCHED.contains(name)) {
                section.fault("on", "be out of " + WATCHED, name, DidYouMean.hint(name, WATCHED));
            }
        }
        return chosen;
    }
}
