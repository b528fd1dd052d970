package io.freshet.bench.leaderboard;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;

/**
 * What came out of one pass.
 *
 * @param events that were taken
 * @param seconds of scoring and learning
 * @param wallSeconds of the whole run, from reading the file on
 * @param figures the learner's, or the floors'
 * @param overrides of the pipeline
 */
record RunResult(
        String stream,
        long events,
        double seconds,
        double wallSeconds,
        Map<String, String> overrides,
        Map<String, Double> figures) {

    @JsonIgnore
    double eventsPerSecond() {
        return events / seconds;
    }

    double figure(String name) {
        return figures.getOrDefault(name, Double.NaN);
    }
}
