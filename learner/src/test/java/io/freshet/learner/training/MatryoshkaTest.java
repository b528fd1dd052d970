package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.learner.evaluate.Ranking;
import io.freshet.learner.objective.Objectives;
import io.freshet.learner.testing.RingWalk;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MatryoshkaTest {
    private static final int NARROW = 4;

    @Test
    void firstDimensionsAloneFindWhatComesNext() {
        double nested = hitsOfNarrowVectors(Map.of("learner.objectives.next-event.matryoshka", "[" + NARROW + "]"));
        double whole = hitsOfNarrowVectors(Map.of());

        System.out.printf("first %d dimensions: %.3f nested, %.3f not%n", NARROW, nested, whole);
        assertThat(nested).isGreaterThan(.9).isGreaterThan(whole);
    }

    /** How often the next item is the first by the scores of vectors cut short. */
    private static double hitsOfNarrowVectors(Map<String, String> settings) {
        Map<String, String> alone = new HashMap<>(settings);
        alone.put("learner.objectives.moco.weight", "0");
        alone.put("learner.objectives.masked-events.weight", "0");
        Map<String, float[]> items = new TreeMap<>();
        Map<String, float[]> entities = new TreeMap<>();
        Map<String, String> last = new HashMap<>();
        try (LearnerProbe learner = LearnerProbe.of(alone)) {
            RingWalk walk = new RingWalk(16, 7);
            for (int step = 0; step < 100; step++) {
                List<Example> round = walk.round();
                for (EmbeddedVector embedded : learner.learn(round).embeddings()) {
                    boolean item = embedded.kind().equals(EmbeddingRecord.ITEM);
                    (item ? items : entities).put(embedded.id(), embedded.vector());
                }
                round.forEach(example -> last.put(example.entity(), example.item()));
            }
        }
        List<String> names = List.copyOf(items.keySet());
        return entities.entrySet().stream()
                .mapToInt(entity -> {
                    int seen = Integer.parseInt(last.get(entity.getKey()).substring(1));
                    double[] scores = names.stream()
                            .mapToDouble(name -> narrowScore(entity.getValue(), items.get(name)))
                            .toArray();
                    return Ranking.of(scores, names.indexOf("i" + (seen + 1) % names.size())) == 1 ? 1 : 0;
                })
                .average()
                .orElseThrow();
    }

    private static double narrowScore(float[] entity, float[] item) {
        int prior = entity.length - 1;
        double score = entity[prior] * item[prior];
        for (int d = 0; d < NARROW; d++) {
            score += entity[d] * item[d];
        }
        return score;
    }

    @Test
    void nestsEveryObjectiveAndRestoresIt() throws IOException {
        Map<String, String> settings = new HashMap<>();
        Objectives.all().keySet().forEach(name -> {
            settings.put("learner.objectives." + name + ".weight", "1");
            settings.put("learner.objectives." + name + ".matryoshka", "[5, 8]");
        });
        RingWalk walk = new RingWalk(6, 7);
        List<List<Example>> before = new ArrayList<>(List.of(RingWalk.strangers(4), walk.round()));
        List<List<Example>> after =
                Stream.generate(() -> walk.batch(8)).limit(5).toList();
        List<Map<String, Double>> undisturbed;
        byte[] saved;
        try (LearnerProbe learner = LearnerProbe.of(settings)) {
            learner.metrics(before);
            assertThat(learner.parameters()).containsKeys("moco.head.0.weight", "moco.first-5.head.0.weight");
            saved = learner.save();
            undisturbed = learner.metrics(after);
        }
        try (LearnerProbe restored = LearnerProbe.of(settings)) {
            restored.restore(saved);
            assertThat(restored.metrics(after)).isEqualTo(undisturbed);
        }
    }

    @Test
    void widthsAreBelowTheEncoders() {
        assertThatThrownBy(() -> LearnerProbe.of(Map.of("learner.objectives.next-event.matryoshka", "[4, 16]")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("next-event.matryoshka: must be below encoder.dimensions, 16, got [4, 16]");
    }
}
