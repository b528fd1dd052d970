package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A ring whose users turn round: what came next comes before from then on. */
class DriftTest {
    private static final int USERS = 6;
    private static final int ITEMS = 40;
    private static final int BATCH = 8;
    private static final int TURNED_AT = 1_600;

    private final Ring ring = new Ring(1);
    private final Map<String, List<EventFeatures>> histories = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Random random = new Random(1);

    /** Where each item leads: known by heart after a while, and then another. */
    private final List<Integer> after = new ArrayList<>();

    DriftTest() {
        turn();
    }

    private void turn() {
        after.clear();
        for (int i = 0; i < ITEMS; i++) {
            after.add(i);
        }
        Collections.shuffle(after, random);
    }

    private List<Example> batch() {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String user = "u" + random.nextInt(USERS);
            // not quite by heart: to a model that is never wrong, a change looks like an exploding gradient
            int next = random.nextInt(4) == 0 ? random.nextInt(ITEMS) : after.get(places.getOrDefault(user, 0));
            places.put(user, next);
            batch.add(ring.example(user, next, histories.computeIfAbsent(user, u -> new ArrayList<>())));
        }
        return batch;
    }

    private Map<String, Double> learn(OnlineLearner learner, int events) {
        for (int i = 0; i < events; i += BATCH) {
            learner.learn(batch());
        }
        return learner.figures();
    }

    @Test
    void seesTheScoreFallAndRemembersWhen() {
        try (OnlineLearner learner = ring.learner(Map.of("learner.drift.on", "prequential"))) {
            Map<String, Double> before = learn(learner, TURNED_AT);
            turn();
            Map<String, Double> figures = learn(learner, 800);

            assertThat(before).containsEntry("drift.moments", 0.0);
            assertThat(figures.get("drift.moments")).isPositive();
            assertThat(figures.get("drift.at.1.adwin.score.hr10")).isBetween(TURNED_AT + 1.0, TURNED_AT + 500.0);
        }
    }

    @Test
    void watchesNothingWhereNoDetectorIsChosen() {
        try (OnlineLearner learner = ring.learner(Map.of("learner.drift.detector", "none"))) {
            assertThat(learn(learner, 80).keySet()).noneMatch(name -> name.startsWith("drift."));
        }
    }

    @Test
    void answersByHigherRatesThatComeDownAgain() {
        DriftConfig.Policy policy = new DriftConfig.Policy(Set.of(), 0, 5, 100, true, 0);

        assertThat(policy.boost(0)).isEqualTo(5);
        assertThat(policy.boost(100)).isEqualTo(3);
        assertThat(policy.boost(10_000)).isEqualTo(1);
    }

    @Test
    void learnsFasterWhenToldOfAChange() {
        Map<String, String> settings =
                Map.of("learner.drift.detector", "none", "learner.drift.policy.rates.factor", "4");
        try (OnlineLearner told = ring.learner(settings);
                OnlineLearner untold = ring.learner(settings)) {
            List<Example> one = batch();
            List<Example> two = batch();
            told.learn(one);
            untold.learn(one);
            assertThat(told.parameterValues()).isEqualTo(untold.parameterValues());
            float[] start = told.parameterValues();

            told.drifted();
            told.learn(two);
            untold.learn(two);

            // replay is empty for the one that was told; AdamW's step is its rate, whatever the gradient
            assertThat(distance(told.parameterValues(), start))
                    .isGreaterThan(2 * distance(untold.parameterValues(), start));
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }
}
