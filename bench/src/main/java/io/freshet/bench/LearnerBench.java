package io.freshet.bench;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.field.Parsed;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The bare learner on a CSV file: no log, no job, one thread. It scores as the whole line does, and its speed is the
 * ceiling of the line's.
 *
 * <p>{@code LearnerBench PIPELINE FILE EVENTS [path=value ...]}
 */
public final class LearnerBench {
    private static final int REPORT_EVERY = 20_000;

    private final StreamConfig stream;
    private final LearnerConfig config;
    private final Featuriser featuriser;
    private final OnlineLearner learner;
    private final Map<String, Deque<EventFeatures>> histories = new HashMap<>();
    private final Map<String, Set<Long>> met = new HashMap<>();
    private final List<Example> batch = new ArrayList<>();
    private final long startedNanos = System.nanoTime();
    private int events;

    private LearnerBench(Section root) {
        stream = StreamConfig.read(root);
        config = LearnerConfig.read(root.section("learner"), stream);
        FeatureLayout layout = FeatureLayout.of(stream);
        featuriser = new Featuriser(layout);
        learner = new OnlineLearner(config, layout);
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            System.err.println("usage: LearnerBench PIPELINE FILE EVENTS [path=value ...]");
            System.exit(2);
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 3; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            overrides.put(pair[0], pair[1]);
        }
        LearnerBench bench = new LearnerBench(YamlFile.read(Path.of(args[0]), overrides));
        bench.run(Path.of(args[1]), Integer.parseInt(args[2]));
    }

    private void run(Path file, int limit) throws IOException {
        try (learner;
                Reader reader = reader(file)) {
            CSVFormat format = CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get();
            for (CSVRecord row : format.parse(reader)) {
                take(row);
                if (events == limit) {
                    break;
                }
            }
            train();
            report();
        }
    }

    private static Reader reader(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
    }

    private void take(CSVRecord row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Field field : stream.fields()) {
            Parsed parsed = field.parse(row.get(field.from()));
            if (parsed.rejection() != null) {
                return;
            }
            values.add(parsed.value());
        }
        List<String> names = stream.event().entity();
        String entity = names.isEmpty() ? stream.name() : joined(names, values);
        String item = joined(stream.event().item(), values);
        if (entity == null || item == null) {
            return;
        }
        String time = stream.event().time();
        long timeMs = time != null && values.get(stream.indexOf(time)) instanceof Long ms ? ms : 0;
        learn(new Event("", entity, item, timeMs, values));
    }

    private @Nullable String joined(List<String> names, List<@Nullable Object> values) {
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            Object value = values.get(stream.indexOf(name));
            if (value == null) {
                return null;
            }
            parts.add(value.toString());
        }
        return parts.isEmpty() ? null : String.join(StreamConfig.JOIN, parts);
    }

    private void learn(Event event) {
        EventFeatures features = featuriser.features(event);
        Deque<EventFeatures> history = histories.computeIfAbsent(event.entity(), e -> new ArrayDeque<>());
        long[] excluded = excluded(event.entity(), features.item(), history);
        batch.add(new Example(event.entity(), event.item(), List.copyOf(history), features, excluded, 0));
        history.addLast(features);
        if (history.size() > config.historyLength()) {
            history.removeFirst();
        }
        events++;
        if (batch.size() == config.batchSize()) {
            train();
        }
        if (events % REPORT_EVERY == 0) {
            report();
        }
    }

    private long[] excluded(String entity, long item, Deque<EventFeatures> history) {
        if (stream.event().itemsComeAgain()) {
            return history.isEmpty()
                    ? new long[0]
                    : new long[] {history.getLast().item()};
        }
        Set<Long> known = met.computeIfAbsent(entity, e -> new LinkedHashSet<>());
        long[] excluded = known.stream().mapToLong(id -> id).toArray();
        known.add(item);
        return excluded;
    }

    private void train() {
        if (!batch.isEmpty()) {
            learner.learn(List.copyOf(batch));
            batch.clear();
        }
    }

    private void report() {
        Map<String, Double> figures = learner.figures();
        System.out.printf(
                "%,d events, %,.0f a second, HR@10 %.4f, NDCG@10 %.4f, over the last 20,000 %.4f and %.4f%n",
                events,
                events / ((System.nanoTime() - startedNanos) / 1e9),
                figures.get("prequential.hr10"),
                figures.get("prequential.ndcg10"),
                figures.get("prequential.last20k.hr10"),
                figures.get("prequential.last20k.ndcg10"));
    }
}
