package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineLearnerTest {
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
              history: { length: 8 }
              batch: { size: 8 }
              replay: { policy: fifo, capacity: 64, share: .5 }
              objectives:
                next-event: { queue: 64 }
                moco: { queue: 32, projection: 8, share: 1 }
                masked-events: { negatives: 16, share: 1 }
            """;

    private final StreamConfig stream;
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, List<EventFeatures>> histories = new HashMap<>();

    OnlineLearnerTest() {
        stream = StreamConfig.read(YamlFile.parse(PIPELINE, "test", Map.of()));
    }

    private OnlineLearner learner(Map<String, String> overrides) {
        Section root = YamlFile.parse(PIPELINE, "test", overrides);
        LearnerConfig config = LearnerConfig.read(root.section("learner"), StreamConfig.read(root));
        return new OnlineLearner(config, FeatureLayout.of(stream));
    }

    /** Users walk along a ring of 20 items: what comes next is the neighbour. */
    private List<Example> batch(int size) {
        Featuriser featuriser = new Featuriser(FeatureLayout.of(stream));
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String user = "u" + random.nextInt(6);
            List<EventFeatures> before = histories.computeIfAbsent(user, u -> new ArrayList<>());
            int last = before.isEmpty()
                    ? random.nextInt(20)
                    : (int) before.get(before.size() - 1).timeMs();
            int next = (last + 1) % 20;
            Event event = new Event(
                    "e", user, "i" + next, next, Arrays.asList(user, "i" + next, "a" + next + " b", 1.0 + next));
            EventFeatures features = featuriser.features(event);
            long[] excluded = before.isEmpty()
                    ? new long[0]
                    : new long[] {before.get(before.size() - 1).item()};
            List<EventFeatures> history = before.subList(Math.max(0, before.size() - 8), before.size());
            batch.add(new Example(user, "i" + next, List.copyOf(history), features, excluded, i));
            before.add(features);
        }
        return batch;
    }

    @ParameterizedTest
    @ValueSource(strings = {"exponential-kernel", "transformer"})
    void learnsWhatComesNext(String encoder) {
        try (OnlineLearner learner =
                learner(Map.of("learner.encoder.type", encoder, "learner.encoder.dimensions", "32"))) {
            double first = 0;
            double last = 0;
            for (int step = 0; step < 150; step++) {
                StepResult result = learner.learn(batch(8));
                assertThat(result.skipped()).isFalse();
                double loss = result.metrics().get("training.loss.next-event");
                first += step < 10 ? loss / 10 : 0;
                last += step >= 140 ? loss / 10 : 0;
            }
            assertThat(last).isLessThan(first / 3);
            assertThat(learner.figures().get("prequential.scored")).isGreaterThan(1000);
            assertThat(learner.figures())
                    .hasEntrySatisfying(
                            "prequential.last20k.hr10", hr -> assertThat(hr).isGreaterThan(.8));
            assertThat(learner.counters()).isEqualTo(new LearnerCounters(1200, 150, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "lamb", "lars", "sgd"})
    void everyOptimiserLearnsWhatComesNext(String type) {
        Map<String, String> settings = Map.of(
                "learner.optimiser.type", type,
                "learner.encoder.dimensions", "32",
                "learner.optimiser.weight-decay", "0.001",
                "learner.objectives.masked-events.every", "1");
        try (OnlineLearner learner = learner(settings)) {
            double first = 0;
            double last = 0;
            for (int step = 0; step < 150; step++) {
                StepResult result = learner.learn(batch(8));
                assertThat(result.skipped()).isFalse();
                double loss = result.metrics().get("training.loss.masked-events");
                first += step < 10 ? loss / 10 : 0;
                last += step >= 140 ? loss / 10 : 0;
            }
            assertThat(last).isLessThan(first);
            assertThat(learner.figures())
                    .hasEntrySatisfying(
                            "prequential.last20k.hr10", hr -> assertThat(hr).isGreaterThan(.7));
        }
    }

    @Test
    void restoredLearnerGoesOnBitIdentically() throws IOException {
        List<List<Example>> batches = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            batches.add(batch(1 + i % 8));
        }
        List<StepResult> undisturbed = new ArrayList<>();
        byte[] saved = {};
        try (OnlineLearner learner = learner(Map.of())) {
            for (int i = 0; i < batches.size(); i++) {
                if (i == 17) {
                    saved = save(learner);
                }
                undisturbed.add(learner.learn(batches.get(i)));
            }
        }
        try (OnlineLearner restored = learner(Map.of())) {
            restored.restore(new DataInputStream(new ByteArrayInputStream(saved)));
            for (int i = 17; i < batches.size(); i++) {
                StepResult again = restored.learn(batches.get(i));
                StepResult before = undisturbed.get(i);
                assertThat(again.metrics()).isEqualTo(before.metrics());
                assertThat(again.embeddings()).hasSameSizeAs(before.embeddings());
                for (int j = 0; j < again.embeddings().size(); j++) {
                    assertThat(again.embeddings().get(j).vector())
                            .isEqualTo(before.embeddings().get(j).vector());
                }
            }
        }
    }

    @Test
    void stateOfOtherSettingsIsRefused() throws IOException {
        byte[] saved;
        try (OnlineLearner learner = learner(Map.of())) {
            learner.learn(batch(8));
            saved = save(learner);
        }
        try (OnlineLearner other = learner(Map.of("learner.encoder.dimensions", "16"))) {
            assertThatThrownBy(() -> other.restore(new DataInputStream(new ByteArrayInputStream(saved))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("other settings");
        }
    }

    @Test
    void embedsEveryEntityAndItemOfABatchOnce() {
        try (OnlineLearner learner = learner(Map.of())) {
            List<Example> batch = batch(8);
            StepResult result = learner.learn(batch);
            List<String> entities = result.embeddings().stream()
                    .filter(e -> e.kind().equals(EmbeddingRecord.ENTITY))
                    .map(EmbeddedVector::id)
                    .toList();
            List<String> items = result.embeddings().stream()
                    .filter(e -> e.kind().equals(EmbeddingRecord.ITEM))
                    .map(EmbeddedVector::id)
                    .toList();
            assertThat(entities)
                    .containsExactlyInAnyOrderElementsOf(
                            batch.stream().map(Example::entity).distinct().toList());
            assertThat(items)
                    .containsExactlyInAnyOrderElementsOf(
                            batch.stream().map(Example::item).distinct().toList());
            assertThat(result.embeddings())
                    .allSatisfy(e -> assertThat(e.vector()).hasSize(193));
        }
    }

    private static byte[] save(OnlineLearner learner) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
