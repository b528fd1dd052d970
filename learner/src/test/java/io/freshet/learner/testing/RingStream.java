package io.freshet.learner.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Users who walk along a ring of items, which moves on slowly: so items and words come, and stop coming. */
public final class RingStream {
    private static final int LENGTH = 8;
    private static final String PIPELINE = """
            name: test
            format: { type: json }
            fields:
              user: { type: categorical }
              item: { type: categorical }
              words: { type: text, max-words: 3 }
              price: { type: numeric }
            event: { entity: user, item: item, items-come-again: true }
            learner:
              encoder: { dimensions: 16 }
              history: { length: 8 }
              batch: { size: 8 }
              replay: { policy: fifo, capacity: 64, share: .5 }
              objectives:
                next-event: { queue: 64, catalogue: 16 }
                moco: { queue: 32, projection: 8, share: 1 }
                masked-events: { negatives: 16, share: 1 }
            """;

    private final Map<String, String> settings;
    private final SplittableRandom random;
    private final Map<String, List<EventFeatures>> histories = new HashMap<>();
    private int events;

    /** @param settings of the pipeline, by path, that differ from the usual */
    public RingStream(long seed, Map<String, String> settings) {
        this.random = new SplittableRandom(seed);
        this.settings = settings;
    }

    public LearnerConfig config() {
        Section root = YamlFile.parse(PIPELINE, "test", settings);
        LearnerConfig config = LearnerConfig.read(root.section("learner"), StreamConfig.read(root));
        root.throwIfAny();
        return config;
    }

    public OnlineLearner learner() {
        return new OnlineLearner(config(), layout());
    }

    private FeatureLayout layout() {
        return FeatureLayout.of(StreamConfig.read(YamlFile.parse(PIPELINE, "test", settings)));
    }

    /** The next events. */
    public List<Example> next(int size) {
        Featuriser featuriser = new Featuriser(layout());
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String user = "u" + random.nextInt(6);
            List<EventFeatures> before = histories.computeIfAbsent(user, u -> new ArrayList<>());
            int item = events / 40 + random.nextInt(20);
            String name = "i" + item;
            Event event = new Event(
                    "e", user, name, events * 1000L, Arrays.asList(user, name, "a" + item + " b", 1.0 + item));
            EventFeatures features = featuriser.features(event);
            List<EventFeatures> history =
                    List.copyOf(before.subList(Math.max(0, before.size() - LENGTH), before.size()));
            long[] excluded = history.isEmpty()
                    ? new long[0]
                    : new long[] {history.get(history.size() - 1).item()};
            batch.add(new Example(user, name, history, features, excluded, events));
            before.add(features);
            events++;
        }
        return batch;
    }

    public List<List<Example>> batches(int count, int size) {
        List<List<Example>> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(next(size));
        }
        return batches;
    }
}
