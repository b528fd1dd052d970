package io.freshet.bench;

import io.freshet.config.Section;
import io.freshet.learner.training.LearnerConfig;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The batches that a pipeline's learner gets of a CSV file: no log, no job, one thread. */
final class FileBatches {
    private final StreamConfig stream;
    private final LearnerConfig config;
    private final Featuriser featuriser;
    private final Map<String, Deque<EventFeatures>> histories = new HashMap<>();
    private final Map<String, Set<Long>> met = new HashMap<>();
    private final List<Example> batch = new ArrayList<>();
    private int events;

    FileBatches(Section pipeline) {
        stream = StreamConfig.read(pipeline);
        config = LearnerConfig.read(pipeline.section("learner"), stream);
        featuriser = new Featuriser(layout());
    }

    LearnerConfig config() {
        return config;
    }

    FeatureLayout layout() {
        return FeatureLayout.of(stream);
    }

    /** Reads so many events at most. */
    void read(Path file, int limit, Consumer<List<Example>> batches) throws IOException {
        try (Reader reader = reader(file)) {
            CSVFormat format = CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get();
            for (CSVRecord row : format.parse(reader)) {
                take(row);
                if (batch.size() == config.batchSize()) {
                    give(batches);
                }
                if (events == limit) {
                    break;
                }
            }
            give(batches);
        }
    }

    private void give(Consumer<List<Example>> batches) {
        if (!batch.isEmpty()) {
            batches.accept(List.copyOf(batch));
            batch.clear();
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
        if (entity == null || (item == null && !stream.event().item().isEmpty())) {
            return;
        }
        String time = stream.event().time();
        long timeMs = time != null && values.get(stream.indexOf(time)) instanceof Long ms ? ms : 0;
        add(new Event("", entity, item, timeMs, values));
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

    private void add(Event event) {
        EventFeatures features = featuriser.features(event);
        Deque<EventFeatures> history = histories.computeIfAbsent(event.entity(), e -> new ArrayDeque<>());
        long[] excluded = excluded(event.entity(), features.item(), history);
        batch.add(new Example(event.entity(), event.item(), List.copyOf(history), features, excluded, 0));
        history.addLast(features);
        if (history.size() > config.historyLength()) {
            history.removeFirst();
        }
        events++;
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
}
