package io.freshet.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.embedded.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of a stream from its first event to its last, in figures. */
public record RunReport(
        String name,
        Events events,
        Trained trained,
        Embeddings embeddings,
        Prequential prequential,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Prequential prequentialWithMemory,
        Map<String, Score> floors,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Guessed> probes,
        FreshnessMs freshnessMs,
        Rate rate,
        List<Drift> drift,
        Map<String, Map<String, Double>> figures,
        Map<String, List<Point>> course) {
    /** Groups whose last figures are told as they are. */
    private static final List<String> GROUPS =
            List.of("age", "drift", "floors", "guard", "memory", "probes", "recommended", "space", "table");
    /** Groups whose way through the stream is told. */
    private static final List<String> COURSES =
            List.of("floors", "freshness", Prequential.ALONE, Prequential.WITH_MEMORY, "space", "training");

    private static final int POINTS = 300;
    private static final String COURSE = "course";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** Where every raw record went: {@code read = accepted + duplicates + all of rejected}. */
    record Events(long read, long accepted, long duplicates, Map<String, Long> rejected) {}

    record Trained(long examples, long steps) {}

    record Embeddings(long published) {}

    /** Next-item prediction by test-then-train; {@code last20k} over the last 20,000 scored. */
    record Prequential(long scored, double hr10, double ndcg10, double mrr, Score last20k) {
        /** The embeddings alone. */
        static final String ALONE = "prequential";
        /** With the successor memory. */
        static final String WITH_MEMORY = "prequential-with-memory";

        static Prequential of(Figures figures, String group) {
            return new Prequential(
                    count(figures, group, "scored"),
                    figures.value(group, "hr10"),
                    figures.value(group, "ndcg10"),
                    figures.value(group, "mrr"),
                    new Score(figures.value(group, "last20k.hr10"), figures.value(group, "last20k.ndcg10")));
        }
    }

    record Score(double hr10, double ndcg10) {}

    /** How well a probe or a floor guessed the labels by test-then-train; {@code last20k} over the last 20,000 scored. */
    record Guessed(long scored, double accuracy, double macroF1, Labels last20k) {}

    record Labels(double accuracy, double macroF1) {}

    record FreshnessMs(double p50, double p99, double max) {}

    record Rate(double eventsPerSecond) {}

    /** When the stream changed: a {@code score} fell, or a {@code field} became another. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Drift(
            long event, @Nullable String score, @Nullable String field, String detector) {
        private static final String AT = "at.";

        /** Out of figures such as {@code at.3.adwin.field.price}, in the order of the stream. */
        static List<Drift> of(Map<String, Double> figures) {
            List<Drift> all = new ArrayList<>();
            figures.forEach((name, event) -> {
                String[] parts = name.split("\\.", 5);
                if (parts[0].equals("at") && parts.length == 5) {
                    boolean ofScore = parts[3].equals("score");
                    all.add(new Drift(
                            Math.round(event), ofScore ? parts[4] : null, ofScore ? null : parts[4], parts[2]));
                }
            });
            all.sort(Comparator.comparingLong(Drift::event));
            return all;
        }
    }

    /** Figures as they were when so many events had been learnt from. */
    record Point(long event, Map<String, Double> values) {}

    static RunReport of(String name, Events events, Figures figures, double eventsPerSecond) {
        return new RunReport(
                name,
                events,
                new Trained(count(figures, "training", "examples"), count(figures, "training", "steps")),
                new Embeddings(count(figures, "publishing", "embeddings")),
                Prequential.of(figures, Prequential.ALONE),
                figures.group(Prequential.WITH_MEMORY).isEmpty()
                        ? null
                        : Prequential.of(figures, Prequential.WITH_MEMORY),
                floors(figures.group("floors")),
                probes(figures.group("probes")),
                new FreshnessMs(
                        figures.value("freshness", "p50"),
                        figures.value("freshness", "p99"),
                        figures.value("freshness", "max")),
                new Rate(Math.round(eventsPerSecond * 10) / 10.0),
                Drift.of(figures.group("drift")),
                lastOf(figures),
                courseOf(figures));
    }

    private static Map<String, Map<String, Double>> lastOf(Figures figures) {
        Map<String, Map<String, Double>> last = new TreeMap<>();
        for (String group : GROUPS) {
            if (!figures.group(group).isEmpty()) {
                Map<String, Double> values = new TreeMap<>(figures.group(group));
                values.keySet().removeIf(value -> value.startsWith(Drift.AT)); // told by themselves
                last.put(group, values);
            }
        }
        return last;
    }

    private static Map<String, List<Point>> courseOf(Figures figures) {
        Map<String, List<Point>> course = new TreeMap<>();
        for (String group : COURSES) {
            List<Point> points = figures.course(group, POINTS).stream()
                    .map(record -> new Point(record.events(), new TreeMap<>(record.values())))
                    .toList();
            if (!points.isEmpty()) {
                course.put(group, points);
            }
        }
        return course;
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

    /** All but the way there, for a terminal; of changes, how many there were of each score and field. */
    public String summary() throws IOException {
        ObjectNode report = JSON.valueToTree(this);
        report.remove(List.of(COURSE, "figures"));
        Map<String, Integer> changes = new TreeMap<>();
        drift.forEach(
                change -> changes.merge(Objects.requireNonNullElse(change.score(), change.field()), 1, Integer::sum));
        report.set("drift", JSON.valueToTree(changes));
        return JSON.writeValueAsString(report);
    }

    public void write(Path file) throws IOException {
        AtomicFile.write(file.toAbsolutePath(), JSON.writeValueAsBytes(this));
    }
}
