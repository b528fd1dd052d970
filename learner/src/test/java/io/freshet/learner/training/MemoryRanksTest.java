package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The memory beside the embeddings of a whole learner. */
class MemoryRanksTest {
    private static final Map<String, String> WITHOUT = Map.of("learner.memory.neighbours", "0");
    private static final String WITH_MEMORY = "prequential-with-memory.";

    private final Ring ring = new Ring(1);

    /** Entities that walk through items of which each has one successor, which an item's number does not tell. */
    private List<List<Example>> walks(int batches, int items) {
        SplittableRandom random = new SplittableRandom(2);
        int[] next = new int[items];
        for (int i = 0; i < items; i++) {
            next[i] = (i * 7 + 3) % items;
        }
        List<List<EventFeatures>> histories = new ArrayList<>();
        int[] at = new int[16];
        for (int entity = 0; entity < at.length; entity++) {
            histories.add(new ArrayList<>());
            at[entity] = random.nextInt(items);
        }
        List<List<Example>> stream = new ArrayList<>();
        for (int b = 0; b < batches; b++) {
            List<Example> batch = new ArrayList<>();
            for (int entity = 0; entity < at.length; entity++) {
                Example event = ring.example("u" + entity, at[entity], histories.get(entity));
                batch.add(new Example(event.entity(), event.item(), event.history(), event.event(), new long[0], 0));
                at[entity] = next[at[entity]];
            }
            stream.add(batch);
        }
        return stream;
    }

    @Test
    void whatFollowsWhatIsKnownAfterItWasSeenOnce() {
        try (OnlineLearner learner = ring.learner(Map.of())) {
            walks(40, 100).forEach(learner::learn);
            Map<String, Double> figures = learner.figures();
            assertThat(figures.get(WITH_MEMORY + "scored"))
                    .isEqualTo(figures.get("prequential.scored"))
                    .isPositive();
            assertThat(figures.get(WITH_MEMORY + "hr10"))
                    .isGreaterThan(.8)
                    .isGreaterThan(figures.get("prequential.hr10"));
            assertThat(figures.get("memory.weight.successor") + figures.get("memory.weight.successor-of-last"))
                    .isPositive();
        }
    }

    @Test
    void itemsInTheirFirstEventsAreScoredOnTheirOwnByAllThreeRankings() {
        try (OnlineLearner learner = ring.learner(Map.of("learner.memory.scored-alone", "true"))) {
            walks(40, 100).forEach(learner::learn);
            Map<String, Double> figures = learner.figures();
            double scored = figures.get("age.item.cold.scored");
            assertThat(scored).isPositive().isLessThanOrEqualTo(figures.get("prequential.scored"));
            for (String ranking : List.of("item-with-memory", "item-memory-alone")) {
                assertThat(figures).containsEntry("age." + ranking + ".cold.scored", scored);
                assertThat(figures.get("age." + ranking + ".cold.hr10")).isGreaterThan(.5);
            }
        }
    }

    @Test
    void tellsHowMuchOfTheCatalogueItWouldRecommend() {
        try (OnlineLearner learner = ring.learner(Map.of())) {
            walks(40, 100).forEach(learner::learn);
            Map<String, Double> figures = learner.figures();
            for (String ranking : List.of("embeddings", "with-memory")) {
                // one in ten of the events that are scored
                assertThat(figures.get("recommended." + ranking + ".lists"))
                        .isEqualTo(Math.ceil(figures.get("prequential.scored") / 10));
                assertThat(figures.get("recommended." + ranking + ".coverage")).isBetween(.1, 1.0);
                assertThat(figures.get("recommended." + ranking + ".gini")).isBetween(0.0, .9);
                // the walks come to all items as often
                assertThat(figures.get("recommended." + ranking + ".popularity"))
                        .isBetween(.5, 2.0);
            }
        }
    }

    @Test
    void theMemoryLeavesTheEmbeddingsAlone() {
        try (OnlineLearner with = ring.learner(Map.of());
                OnlineLearner without = ring.learner(WITHOUT)) {
            for (List<Example> batch : walks(10, 30)) {
                StepResult known = with.learn(batch);
                StepResult plain = without.learn(batch);
                assertThat(known.embeddings())
                        .usingRecursiveComparison()
                        .ignoringFields("memory")
                        .isEqualTo(plain.embeddings());
            }
            assertThat(with.parameterValues()).isEqualTo(without.parameterValues());
            assertThat(with.figures().get("prequential.mrr"))
                    .isEqualTo(without.figures().get("prequential.mrr"));
            assertThat(without.figures().keySet()).noneMatch(name -> name.contains("memory"));
            assertThat(without.program().toString()).doesNotContain("memory.");
        }
    }

    @Test
    void anItemThatIsExcludedIsNotRanked() {
        try (OnlineLearner learner = ring.learner(Map.of())) {
            List<EventFeatures> history = new ArrayList<>();
            // 0 and 1 in turn, and then 2: with the other two left out nothing is before it
            for (int item : new int[] {0, 1, 2, 0, 1, 0, 1, 0, 1, 0, 1}) {
                learner.learn(List.of(ring.example("u", item, history)));
            }
            double scored = learner.figures().get(WITH_MEMORY + "scored");
            double before = learner.figures().get(WITH_MEMORY + "mrr") * scored;
            Example event = ring.example("u", 2, history);
            long[] excluded = history.stream().mapToLong(EventFeatures::item).toArray();
            learner.learn(
                    List.of(new Example(event.entity(), event.item(), event.history(), event.event(), excluded, 0)));
            assertThat(learner.figures().get(WITH_MEMORY + "mrr") * (scored + 1) - before)
                    .isEqualTo(1);
        }
    }
}
