package io.freshet.bench.leaderboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table and all that stands behind it, as JSON. What there is not, such as the deviation of one seed, is left out.
 *
 * @param classes fingerprint of what learnt
 * @param skipped streams without a file
 */
record BoardReport(
        List<Long> seeds,
        Map<String, String> overrides,
        String classes,
        List<String> skipped,
        List<Standing> standings) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path file) throws IOException {
        Files.write(file, JSON.writeValueAsBytes(tree()));
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("seeds", seeds);
        tree.put("overrides", overrides);
        tree.put("classes", classes);
        tree.put("java", Runtime.version().toString());
        tree.put("processors", Runtime.getRuntime().availableProcessors());
        tree.put("skipped", skipped);
        List<Object> streams = new ArrayList<>();
        standings.forEach(standing -> streams.add(tree(standing)));
        tree.put("streams", streams);
        return tree;
    }

    private static Map<String, Object> tree(Standing standing) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("stream", standing.stream());
        tree.put("events", standing.floors().events());
        tree.put("floors", standing.floorScores());
        tree.put("best_floor", standing.bestFloor());
        Map<String, Object> scores = new LinkedHashMap<>();
        Map<String, Object> differences = new LinkedHashMap<>();
        for (Measure measure : Measure.values()) {
            for (String figure : List.of(measure.hr10(), measure.ndcg10())) {
                put(scores, figure, standing.of(figure));
                put(differences, figure, standing.againstDefaults(figure));
            }
        }
        tree.put("scores", scores);
        if (!differences.isEmpty()) {
            tree.put("against_defaults", differences);
        }
        put(tree, "events_per_second", standing.eventsPerSecond());
        put(tree, "wall_seconds", standing.wallSeconds());
        tree.put("runs", standing.runs());
        return tree;
    }

    private static void put(Map<String, Object> tree, String name, @Nullable Spread spread) {
        if (spread != null && !Double.isNaN(spread.mean())) {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("mean", spread.mean());
            if (!Double.isNaN(spread.deviation())) {
                values.put("deviation", spread.deviation());
            }
            tree.put(name, values);
        }
    }
}
