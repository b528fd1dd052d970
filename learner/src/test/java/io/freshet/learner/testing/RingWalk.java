package io.freshet.learner.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
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

/** A small stream: users walk along a ring of items, so that what comes next is the neighbour. */
public final class RingWalk {
    /** Events of a history at most. */
    public static final int LENGTH = 8;

    /** Of the encoder. */
    public static final int WIDTH = 16;

    public static final int ITEMS = 20;
    private static final String PIPELINE = """
            name: ring
            format: { type: json }
            fields:
              user: { type: categorical }
              item: { type: categorical }
              words: { type: text, max-words: 3 }
              price: { type: numeric }
            event: { entity: user, item: item, items-come-again: true }
            learner:
              history: { length: 8 }
              table: { value-width: 4 }
              encoder: { dimensions: 16 }
            """;

    private final int users;
    private final SplittableRandom random;
    private final Featuriser featuriser = new Featuriser(layout());
    private final Map<String, List<EventFeatures>> histories = new HashMap<>();

    public RingWalk(int users, long seed) {
        this.users = users;
        this.random = new SplittableRandom(seed);
    }

    /** The stream's pipeline file, changed by paths such as {@code learner.seed}. */
    public static Section pipeline(Map<String, String> overrides) {
        return YamlFile.parse(PIPELINE, "ring.yaml", overrides);
    }

    public static StreamConfig stream() {
        return StreamConfig.read(pipeline(Map.of()));
    }

    public static FeatureLayout layout() {
        return FeatureLayout.of(stream());
    }

    /** The next events of users drawn at random. */
    public List<Example> batch(int size) {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(step("u" + random.nextInt(users)));
        }
        return batch;
    }

    /** One event of every user, each with a full history. */
    public List<Example> round() {
        List<Example> round = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            for (int walked = 0; walked < LENGTH; walked++) {
                step("u" + i);
            }
            round.add(step("u" + i));
        }
        return round;
    }

    /** First events of users, who have no history. */
    public static List<Example> strangers(int size) {
        return new RingWalk(size, 0).once();
    }

    private List<Example> once() {
        List<Example> once = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            once.add(step("stranger" + i));
        }
        return once;
    }

    private Example step(String user) {
        List<EventFeatures> before = histories.computeIfAbsent(user, u -> new ArrayList<>());
        int last = before.isEmpty()
                ? random.nextInt(ITEMS)
                : (int) before.get(before.size() - 1).timeMs();
        int next = (last + 1) % ITEMS;
        Event event =
                new Event("e", user, "i" + next, next, Arrays.asList(user, "i" + next, "a" + next + " b", 1.0 + next));
        EventFeatures features = featuriser.features(event);
        List<EventFeatures> history = List.copyOf(before.subList(Math.max(0, before.size() - LENGTH), before.size()));
        before.add(features);
        return new Example(user, "i" + next, history, features, new long[0], 0);
    }
}
