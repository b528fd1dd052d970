package io.freshet.learner.view;

import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Histories whose every value is different, so that it can be told where a value came from. */
final class Histories {
    private static final String STREAM = """
            name: shop
            source: { topic: { name: raw } }
            format: { type: json }
            fields:
              customer: { type: categorical }
              product:  { type: categorical }
              when:     { type: timestamp }
              words:    { type: text, max-words: 3 }
              country:  { type: categorical }
              price:    { type: numeric }
              tags:     { type: set, max-values: 2 }
              gift:     { type: boolean }
            event: { entity: customer, item: product, time: when }
            """;

    static final FeatureLayout LAYOUT =
            FeatureLayout.of(StreamConfig.read(YamlFile.parse(STREAM, "shop.yaml", Map.of())));

    private Histories() {}

    /** @param owner tells one history's values from another's */
    static List<EventFeatures> history(int owner, int length) {
        List<EventFeatures> events = new ArrayList<>();
        for (int e = 0; e < length; e++) {
            long[] ids = new long[LAYOUT.ids()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = 1_000_000L * owner + 1_000L * e + i + 100;
            }
            float[] numbers = new float[LAYOUT.numbers()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = 10_000f * owner + 100f * e + i + 1;
            }
            events.add(new EventFeatures(100L * owner + e + 2, 60_000L * e, ids, numbers));
        }
        return events;
    }

    /** Everything in it as text, to compare: records compare arrays by identity. */
    static List<String> shown(List<EventFeatures> history) {
        return history.stream()
                .map(e -> e.item() + "@" + e.timeMs() + java.util.Arrays.toString(e.ids())
                        + java.util.Arrays.toString(e.numbers()))
                .toList();
    }
}
