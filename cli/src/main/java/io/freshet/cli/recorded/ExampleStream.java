package io.freshet.cli.recorded;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.field.Parsed;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a learner gets of a stream, each event with the history of its entity, without a log or a job. */
public final class ExampleStream {
    private final StreamConfig stream;
    private final int historyLength;
    private final Featuriser featuriser;
    private final Map<String, Deque<EventFeatures>> histories = new HashMap<>();
    private final Map<String, Set<Long>> met = new HashMap<>();

    public ExampleStream(StreamConfig stream, int historyLength) {
        this.stream = stream;
        this.historyLength = historyLength;
        this.featuriser = new Featuriser(FeatureLayout.of(stream));
    }

    /** Of an event whose raw values are found by the names in the source; null where it is to be rejected. */
    public @Nullable Example of(Function<String, Object> raw) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Field field : stream.fields()) {
            Parsed parsed = field.parse(raw.apply(field.from()));
            if (parsed.rejection() != null) {
                return null;
            }
            values.add(parsed.value());
        }
        List<String> names = stream.event().entity();
        String entity = names.isEmpty() ? stream.name() : joined(names, values);
        String item = joined(stream.event().item(), values);
        if (entity == null || (item == null && !stream.event().item().isEmpty())) {
            return null;
        }
        String time = stream.event().time();
        long timeMs = time != null && values.get(stream.indexOf(time)) instanceof Long ms ? ms : 0;
        return of(new Event("", entity, item, timeMs, values));
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

    /** Of an event that is read already. */
    public Example of(Event event) {
        EventFeatures features = featuriser.features(event);
        Deque<EventFeatures> history = histories.computeIfAbsent(event.entity(), e -> new ArrayDeque<>());
        long[] excluded = excluded(event.entity(), features.item(), history);
        Example example = new Example(event.entity(), event.item(), List.copyOf(history), features, excluded, 0);
        history.addLast(features);
        if (history.size() > historyLength) {
            history.removeFirst();
        }
        return example;
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
