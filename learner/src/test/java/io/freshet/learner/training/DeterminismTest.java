package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seed decides everything: draws of views, negatives and replay come from it and from counters in the state. */
class DeterminismTest {
    private static final int STEPS = 40;
    private static final int RESTORED_AT = 23;

    private static final Map<String, String> DROPOUT =
            Map.of("learner.encoder.type", "transformer", "learner.encoder.dropout", ".2");

    private final Ring ring = new Ring(7);
    private final List<List<Example>> stream = new ArrayList<>();

    DeterminismTest() {
        for (int step = 0; step < STEPS; step++) {
            stream.add(ring.batch(1 + step % 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "reservoir", "none"})
    void runsWithOneSeedAreBitIdenticalAndSoIsOneRestoredInTheMiddle(String replay) throws IOException {
        assertDeterministic(Map.of("learner.replay.policy", replay, "learner.momentum-half-life", "200"));
    }

    @Test
    void dropoutIsPartOfTheRunThatASeedDecides() throws IOException {
        assertDeterministic(DROPOUT);
    }

    @Test
    void nothingIsDroppedWhereEventsAreRankedAndEmbedded() {
        try (OnlineLearner dropping = ring.learner(still("learner.encoder.dropout", ".5"));
                OnlineLearner plain = ring.learner(still("learner.encoder.dropout", "0"))) {
            for (List<Example> batch : stream.subList(0, 12)) {
                StepResult one = dropping.learn(batch);
                StepResult other = plain.learn(batch);
                assertThat(vectors(one)).usingRecursiveComparison().isEqualTo(vectors(other));
            }
            assertThat(dropping.figures().get("prequential.scored")).isPositive();
            assertThat(dropping.figures().get("prequential.ndcg10"))
                    .isEqualTo(plain.figures().get("prequential.ndcg10"));
            assertThat(loss(dropping.learn(stream.get(12)))).isNotEqualTo(loss(plain.learn(stream.get(12))));
        }
    }

    /** A transformer that stays at its first parameters. */
    private static Map<String, String> still(String key, String value) {
        return Map.of(
                "learner.encoder.type",
                "transformer",
                "learner.optimiser.dense-rate",
                "0",
                "learner.optimiser.row-rate",
                "0",
                key,
                value);
    }

    private static double loss(StepResult result) {
        return Objects.requireNonNull(result.metrics().get("training.loss"));
    }

    private static List<float[]> vectors(StepResult result) {
        return result.embeddings().stream().map(EmbeddedVector::vector).toList();
    }

    private void assertDeterministic(Map<String, String> settings) throws IOException {
        ByteArrayOutputStream middle = new ByteArrayOutputStream();
        List<StepResult> first;
        try (OnlineLearner learner = ring.learner(settings)) {
            first = run(learner, 0, RESTORED_AT);
            learner.save(new DataOutputStream(middle));
            first.addAll(run(learner, RESTORED_AT, STEPS));
        }
        try (OnlineLearner again = ring.learner(settings)) {
            assertSame(run(again, 0, STEPS), first);
        }
        try (OnlineLearner restored = ring.learner(settings)) {
            restored.restore(new DataInputStream(new ByteArrayInputStream(middle.toByteArray())));
            assertSame(run(restored, RESTORED_AT, STEPS), first.subList(RESTORED_AT, STEPS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "99"})
    void anotherSeedIsAnotherRun(String seed) {
        try (OnlineLearner one = ring.learner(Map.of());
                OnlineLearner other = ring.learner(Map.of("learner.seed", seed))) {
            assertThat(other.parameterValues()).isNotEqualTo(one.parameterValues());
            assertThat(other.learn(stream.get(7)).metrics().get("training.loss"))
                    .isNotEqualTo(one.learn(stream.get(7)).metrics().get("training.loss"));
        }
    }

    private List<StepResult> run(OnlineLearner learner, int from, int to) {
        List<StepResult> results = new ArrayList<>();
        for (int step = from; step < to; step++) {
            results.add(learner.learn(stream.get(step)));
        }
        return results;
    }

    private static void assertSame(List<StepResult> again, List<StepResult> before) {
        assertThat(again).hasSameSizeAs(before);
        for (int i = 0; i < again.size(); i++) {
            assertThat(again.get(i).metrics()).isEqualTo(before.get(i).metrics());
            List<EmbeddedVector> vectors = before.get(i).embeddings();
            assertThat(again.get(i).embeddings()).hasSameSizeAs(vectors);
            for (int j = 0; j < vectors.size(); j++) {
                assertThat(again.get(i).embeddings().get(j).vector())
                        .isEqualTo(vectors.get(j).vector());
            }
        }
    }
}
