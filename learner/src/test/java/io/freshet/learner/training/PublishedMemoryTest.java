package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a consumer of the published vectors and memories can do, who sees nothing else of the learner. */
class PublishedMemoryTest {
    private final Map<String, EmbeddedVector> items = new HashMap<>();
    private final Map<String, EmbeddedVector> entities = new HashMap<>();
    private final Map<String, String> lastItems = new HashMap<>();
    private long now;

    private void take(StepResult result) {
        for (EmbeddedVector vector : result.embeddings()) {
            (vector.kind().equals(EmbeddingRecord.ITEM) ? items : entities).put(vector.id(), vector);
            now = vector.memory() instanceof Memory.OfItem item ? Math.max(now, item.events()) : now;
        }
    }

    /** The reciprocal of the rank that the published give the example's item; 0 where they do not know who it is about. */
    private double reciprocalRank(Example example) {
        EmbeddedVector entity = entities.get(example.entity());
        EmbeddedVector item = items.get(example.item());
        if (entity == null || item == null || !(entity.memory() instanceof Memory.OfEntity memory)) {
            return 0;
        }
        double target = score(entity, memory, item);
        String last = lastItems.get(example.entity());
        long rank = items.values().stream()
                .filter(other -> !other.id().equals(last) && score(entity, memory, other) >= target)
                .count();
        return 1.0 / rank;
    }

    private double score(EmbeddedVector entity, Memory.OfEntity memory, EmbeddedVector item) {
        double dot = 0;
        for (int d = 0; d < entity.vector().length; d++) {
            dot += (double) entity.vector()[d] * item.vector()[d];
        }
        double boost = memory.recalled().stream()
                .filter(recalled -> recalled.item().equals(item.id()))
                .mapToDouble(Memory.Recalled::boost)
                .sum();
        return memory.score(dot, (Memory.OfItem) item.memory(), boost, now);
    }

    @Test
    void recommendsAsWellAsTheLearnerRanks() {
        Ring ring = new Ring(21);
        double sum = 0;
        int ranked = 0;
        try (OnlineLearner learner = ring.learner(Map.of())) {
            for (int step = 0; step < 300; step++) {
                Example example = ring.batch(1).get(0);
                if (items.containsKey(example.item()) && entities.containsKey(example.entity())) {
                    sum += reciprocalRank(example);
                    ranked++;
                }
                take(learner.learn(List.of(example)));
                lastItems.put(example.entity(), example.item());
            }
            Map<String, Double> figures = learner.figures();
            assertThat(ranked)
                    .isEqualTo(figures.get("prequential-with-memory.scored").intValue());
            assertThat(sum / ranked).isCloseTo(figures.get("prequential-with-memory.mrr"), within(.03));
            assertThat(sum / ranked).isGreaterThan(figures.get("prequential.mrr") + .03);
        }
    }

    @Test
    void nothingIsPublishedOfAMemoryThatIsTheLearnersOwn() {
        try (OnlineLearner learner = new Ring(22).learner(Map.of("learner.memory.recalled", "0"))) {
            for (int step = 0; step < 5; step++) {
                take(learner.learn(new Ring(22).batch(8)));
            }
            assertThat(learner.figures()).containsKey("prequential-with-memory.scored");
        }
        assertThat(items.values()).isNotEmpty().allMatch(item -> item.memory() == null);
        assertThat(entities.values()).isNotEmpty().allMatch(entity -> entity.memory() == null);
    }

    @Test
    void nothingIsPublishedOfAMemoryWhoseWeightsNothingTaught() {
        Ring ring = new Ring(23);
        try (OnlineLearner learner = ring.learner(Map.of("learner.evaluate.max-items", "0"))) {
            for (int step = 0; step < 5; step++) {
                take(learner.learn(ring.batch(8)));
            }
        }
        assertThat(items.values()).isNotEmpty().allMatch(item -> item.memory() == null);
        assertThat(entities.values()).isNotEmpty().allMatch(entity -> entity.memory() == null);
    }
}
