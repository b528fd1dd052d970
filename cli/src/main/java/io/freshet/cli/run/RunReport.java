package io.freshet.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.freshet.cli.embedded.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What became of a stream from its first event to its last, in figures. */
public record RunReport(
        Events events,
        Trained trained,
        Embeddings embeddings,
        Prequential prequential,
        Map<String, Score> floors,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Guessed> probes,
        FreshnessMs freshnessMs,
        Rate rate) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** Where every raw record went: {@code read = accepted + duplicates + all of rejected}. */
    record Events(long read, long accepted, long duplicates, Map<String, Long> rejected) {}

    record Trained(long examples, long steps) {}

    record Embeddings(long published) {}

    /** Next-item prediction by test-then-train; {@code last20k} over the last 20,000 scored. */
    record Prequential(long scored, double hr10, double ndcg10, double mrr, Score last20k) {}

    record Score(double hr10, double ndcg10) {}

    /** How well a probe or a floor guessed the labels by test-then-train; {@code last20k} over the last 20,000 scored. */
    record Guessed(long scored, double accuracy, double macroF1, Labels last20k) {}

    record Labels(double accuracy, double macroF1) {}

    record FreshnessMs(double p50, double p99, double max) {}

    record Rate(double eventsPerSecond) {}

    static RunReport of(Events events, Figures figures, double eventsPerSecond) {
        return new RunReport(
                events,
                new Trained(count(figures, "training", "examples"), count(figures, "training", "steps")),
                new Embeddings(count(figures, "publishing", "embeddings")),
                new Prequential(
                        count(figures, "prequential", "scored"),
                        figures.value("prequential", "hr10"),
                        figures.value("prequential", "ndcg10"),
                        figures.value("prequential", "mrr"),
                        new Score(
                                figures.value("prequential", "last20k.hr10"),
                                figures.value("prequential", "last20k.ndcg10"))),
                floors(figures.group("floors")),
                probes(figures.group("probes")),
                new FreshnessMs(
                        figures.value("freshness", "p50"),
                        figures.value("freshness", "p99"),
                        figures.value("freshness", "max")),
                new Rate(Math.round(eventsPerSecond * 10) / 10.0));
    }

    /** {@code item-knn.hr10} and its like, by floor and in snake_case. */
    static Map<String, Score> floors(Map<String, Double> figures) {
        Map<String, Score> floors = new TreeMap<>();
        figures.forEach((name, hr10) -> {
            if (name.endsWith(".hr10") && name.indexOf('.') == name.lastIndexOf('.')) {
                String floor = name.substring(0, name.indexOf('.'));
                floors.put(
                        floor.replace('-', '_'), new Score(hr10, figures.getOrDefault(floor + ".ndcg10", Double.NaN)));
            }
        });
        return floors;
    }

    /** {@code last-label.accuracy} and its like, by probe or floor and in snake_case; empty where no label is named. */
    static Map<String, Guessed> probes(Map<String, Double> figures) {
        Map<String, Guessed> probes = new TreeMap<>();
        figures.forEach((name, accuracy) -> {
            if (name.endsWith(".accuracy") && name.indexOf('.') == name.lastIndexOf('.')) {
                String probe = name.substring(0, name.indexOf('.'));
                probes.put(
                        probe.replace('-', '_'),
                        new Guessed(
                                Math.round(figures.getOrDefault("scored", 0.0)),
                                accuracy,
                                figures.getOrDefault(probe + ".macro-f1", Double.NaN),
                                new Labels(
                                        figures.getOrDefault(probe + ".last20k.accuracy", Double.NaN),
                                        figures.getOrDefault(probe + ".last20k.macro-f1", Double.NaN))));
            }
        });
        return probes;
    }

    private static long count(Figures figures, String group, String name) {
        double value = figures.value(group, name);
        return Double.isNaN(value) ? 0 : Math.round(value);
    }

    public String json() throws IOException {
        return JSON.writeValueAsString(this);
    }

    public void write(Path file) throws IOException {
        AtomicFile.write(file.toAbsolutePath(), JSON.writeValueAsBytes(this));
    }
}
