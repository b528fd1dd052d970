package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnseenLabelTest {
    private static final Map<String, String> LABELLED =
            Map.of("fields.half.type", "categorical", "fields.half.learn", "false", "learner.evaluate.label", "half");

    @Test
    void learnerWithLabelsIsBitIdenticalToOneWithout() {
        RingStream stream = new RingStream(3, LABELLED);
        try (OnlineLearner seeing = stream.learner();
                OnlineLearner other = stream.learner();
                OnlineLearner without = new RingStream(3, Map.of()).learner()) {
            for (List<Example> batch : stream.batches(60, 8)) {
                StepResult expected = without.learn(batch);
                StepResult labelled = seeing.learn(labelled(batch, "half"));
                other.learn(labelled(batch, "other"));
                assertThat(labelled.metrics()).isEqualTo(expected.metrics());
            }
            assertThat(seeing.parameterValues()).isEqualTo(without.parameterValues());
            assertThat(other.parameterValues()).isEqualTo(without.parameterValues());
            assertThat(seeing.figures()).containsEntry("probes.scored", 479.0).containsKey("probes.knn.accuracy");
            assertThat(without.figures().keySet()).noneMatch(name -> name.startsWith("probes."));
        }
    }

    @Test
    void probesAreInTheCheckpoint() throws IOException {
        RingStream stream = new RingStream(4, LABELLED);
        List<List<Example>> batches = stream.batches(40, 8);
        try (OnlineLearner undisturbed = stream.learner();
                OnlineLearner restored = stream.learner()) {
            batches.subList(0, 20).forEach(batch -> undisturbed.learn(labelled(batch, "half")));
            Checkpoint.none().next(undisturbed).restore(restored);
            for (List<Example> batch : batches.subList(20, 40)) {
                undisturbed.learn(labelled(batch, "half"));
                restored.learn(labelled(batch, "half"));
            }
            assertThat(probes(restored)).hasSize(18).isEqualTo(probes(undisturbed));
            assertThat(Checkpoint.whole(restored)).isEqualTo(Checkpoint.whole(undisturbed));
        }
    }

    private static Map<String, Double> probes(OnlineLearner learner) {
        Map<String, Double> probes = new TreeMap<>(learner.figures());
        probes.keySet().removeIf(name -> !name.startsWith("probes."));
        return probes;
    }

    private static List<Example> labelled(List<Example> batch, String word) {
        return batch.stream()
                .map(example -> new Example(
                        example.entity(),
                        example.item(),
                        example.history(),
                        example.event(),
                        example.excluded(),
                        example.arrivalTimeMs(),
                        word + (example.event().item() & 1)))
                .toList();
    }
}
