package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A learner whose stream stops making sense: what the guard does about its scores. */
class IllLearnerTest {
    private static final int ITEMS = 200;
    private static final int BATCH = 8;

    private final Ring ring = new Ring(3);
    private final SplittableRandom random = new SplittableRandom(3);
    private final Map<String, List<EventFeatures>> histories = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    @Test
    void fallOfTheScoreIsDetectedAndTheModelHealsWhereTheStreamDoes() {
        Map<String, String> settings = Map.of("learner.guard.fall.window", "200", "learner.guard.snapshot-steps", "50");
        try (OnlineLearner learner = ring.learner(settings)) {
            for (int step = 0; step < 300; step++) {
                assertThat(learner.learn(walk()).skipped()).isFalse();
            }
            assertThat(learner.figures().get("prequential.hr10")).isGreaterThan(.4);

            int passed = 0;
            StepResult result = learner.learn(shuffled());
            while (!result.skipped() && passed < 60) {
                passed++;
                result = learner.learn(shuffled());
            }
            System.out.println("a fall of the score shows after " + passed + " steps");
            assertThat(passed).isLessThan(50);
            assertThat(result.embeddings()).isEmpty();
            assertThat(result.quarantined()).hasSize(BATCH).allSatisfy(q -> {
                assertThat(q.code()).isEqualTo("guard-prequential-fall");
                assertThat(q.reason()).startsWith("of the last 200 scored events");
            });
            assertThat(learner.figures()).containsEntry("guard.healthy", 0.0);

            double before = learner.figures().get("prequential.last20k.hr10");
            for (int step = 0; step < 100; step++) {
                StepResult healed = learner.learn(walk());
                assertThat(healed.skipped()).isFalse();
                assertThat(healed.embeddings()).isNotEmpty();
            }
            assertThat(learner.figures())
                    .containsEntry("guard.healthy", 1.0)
                    .containsEntry("guard.trips", 1.0)
                    .containsEntry("guard.trips.prequential-fall", 1.0);
            assertThat(learner.figures().get("prequential.last20k.hr10")).isGreaterThan(before);
        }
    }

    /** Six users who go on to the next item. */
    private List<Example> walk() {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String user = "u" + random.nextInt(6);
            batch.add(visit(user, (places.getOrDefault(user, random.nextInt(ITEMS)) + 1) % ITEMS));
        }
        return batch;
    }

    /** The same users and items in no order. */
    private List<Example> shuffled() {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(visit("u" + random.nextInt(6), random.nextInt(ITEMS)));
        }
        return batch;
    }

    private Example visit(String user, int item) {
        places.put(user, item);
        return ring.example(user, item, histories.computeIfAbsent(user, u -> new ArrayList<>()));
    }
}
