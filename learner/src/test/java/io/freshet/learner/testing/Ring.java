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

/** Six users who walk along a ring of 20 items: what comes next is the neighbour. */
public final class Ring {
    /** Small enough for a step of milliseconds, with every kind of objective. */
    public static final String PIPELINE = """
            name: ring
            format: { type: json }
            fields:
              user: { type: categorical }
              item: { type: categorical }
              words: { type: text, of: item, max-words: 3 }
              price: { type: numeric }
            event: { entity: user, item: item, items-come-again: true }
            learner:
              encoder: { dimensions: 32 }
              history: { length: 8 }
              batch: { size: 8 }
              replay: { policy: fifo, capacity: 64, share: .5 }
              objectives:
                next-event: { queue: 64 }
                moco: { queue: 32, projection: 8, share: 1 }
                masked-events: { negatives: 16, share: 1 }
            """;

    private static final int ITEMS = 20;
    private static final int HISTORY = 8;

    private final StreamConfig stream = StreamConfig.read(YamlFile.parse(PIPELINE, "ring", Map.of()));
    private final SplittableRandom random;
    private final Map<String, List<EventFeatures>> histories = new HashMap<>();

    public Ring(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A learner of this stream; its settings are the pipeline's with some overridden. */
    public OnlineLearner learner(Map<String, String> overrides) {
        Section root = YamlFile.parse(PIPELINE, "ring", overrides);
        root.keys().forEach(root::has);
        LearnerConfig config = LearnerConfig.read(root.section("learner"), stream);
        root.throwIfAny();
        return new OnlineLearner(config, FeatureLayout.of(stream));
    }

    public List<Example> batch(int size) {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String user = "u" + random.nextInt(6);
            List<EventFeatures> before = histories.computeIfAbsent(user, u -> new ArrayList<>());
            int last = before.isEmpty()
                    ? random.nextInt(ITEMS)
                    : (int) before.get(before.size() - 1).timeMs();
            batch.add(example(user, (last + 1) % ITEMS, before));
        }
        return batch;
    }

    /** A user's next visit to an item; it joins the history that it is given. */
    public Example example(String user, int item, List<EventFeatures> before) {
        Event event =
                new Event("e", user, "i" + item, item, Arrays.asList(user, "i" + item, "a" + item + " b", 1.0 + item));
        EventFeatures features = new Featuriser(FeatureLayout.of(stream)).features(event);
        long[] excluded = before.isEmpty()
                ? new long[0]
                : new long[] {before.get(before.size() - 1).item()};
        List<EventFeatures> history = List.copyOf(before.subList(Math.max(0, before.size() - HISTORY), before.size()));
        before.add(features);
        return new Example(user, "i" + item, history, features, excluded, item);
    }
}
