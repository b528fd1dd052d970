package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.learner.testing.RingWalk;
import io.freshet.model.encoder.Encoders;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every encoder has to keep to, in a learner with the default recipe on a small stream. */
class EncoderContractTest {
    private static final String LOSS = "training.loss";

    static Stream<String> encoders() {
        return Encoders.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void isFiniteAndLearnsTheSameOfTheSameSeed(String encoder) {
        List<Double> losses = losses(encoder, 1);

        assertThat(losses).allSatisfy(loss -> assertThat(loss).isFinite());
        assertThat(losses(encoder, 1)).isEqualTo(losses);
        assertThat(losses(encoder, 2)).isNotEqualTo(losses);
    }

    private static List<Double> losses(String encoder, long seed) {
        Map<String, String> settings = settings(encoder);
        settings.put("learner.seed", Long.toString(seed));
        try (LearnerProbe learner = LearnerProbe.of(settings)) {
            return learner.metrics(batches(new RingWalk(6, 7), 12)).stream()
                    .map(metrics -> metrics.getOrDefault(LOSS, Double.NaN))
                    .toList();
        }
    }

    private static List<List<Example>> batches(RingWalk walk, int count) {
        return Stream.generate(() -> walk.batch(8)).limit(count).toList();
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void everyParameterIsTaught(String encoder) {
        try (LearnerProbe learner = LearnerProbe.of(settings(encoder))) {
            Map<String, float[]> before = learner.parameters();
            RingWalk walk = new RingWalk(16, 7);
            for (int i = 0; i < 4; i++) {
                learner.learn(walk.round());
            }
            learner.parameters().forEach((name, now) -> assertThat(now).as(name).isNotEqualTo(before.get(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void restoredGoesOnBitForBit(String encoder) throws IOException {
        RingWalk walk = new RingWalk(6, 7);
        List<List<Example>> before = batches(walk, 9);
        List<List<Example>> after = batches(walk, 6);
        List<Map<String, Double>> undisturbed;
        byte[] saved;
        try (LearnerProbe learner = LearnerProbe.of(settings(encoder))) {
            learner.metrics(before);
            saved = learner.save();
            undisturbed = learner.metrics(after);
        }
        try (LearnerProbe restored = LearnerProbe.of(settings(encoder))) {
            restored.restore(saved);
            assertThat(restored.metrics(after)).isEqualTo(undisturbed);
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void overfitsOneBatchWithoutCollapsing(String encoder) {
        try (LearnerProbe learner = LearnerProbe.of(settings(encoder))) {
            List<Example> batch = new RingWalk(16, 7).round();
            double first = learner.loss("next-event", batch);
            for (int i = 0; i < 100; i++) {
                learner.learn(batch);
            }
            assertThat(learner.loss("next-event", batch)).isLessThan(first / 4);
            assertThat(learner.deviation(batch)).isGreaterThan(.4 / Math.sqrt(RingWalk.WIDTH));
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void seesNothingOfHistoriesBesideItInTheBatch(String encoder) {
        List<Example> batch = new RingWalk(6, 7).round();
        List<Example> alone = batch.subList(0, 1);
        float[] beside;
        try (LearnerProbe learner = untrained(encoder)) {
            beside = vector(learner, batch, batch.get(0).entity());
        }
        try (LearnerProbe learner = untrained(encoder)) {
            assertClose(vector(learner, alone, batch.get(0).entity()), beside);
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void tellsTheOrderOfEvents(String encoder) {
        List<Example> batch = new RingWalk(2, 7).round();
        Example one = batch.get(0);
        List<EventFeatures> turned = new ArrayList<>(one.history());
        Collections.swap(turned, 0, turned.size() - 1);
        Example other = new Example("other", one.item(), turned, one.event(), one.excluded(), one.arrivalTimeMs());
        try (LearnerProbe learner = untrained(encoder)) {
            List<Example> both = List.of(one, other);
            assertThat(vector(learner, both, "other")).isNotEqualTo(vector(learner, both, one.entity()));
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void goesOnWithHistoriesOfAnyLength(String encoder) {
        try (LearnerProbe learner = LearnerProbe.of(settings(encoder))) {
            RingWalk walk = new RingWalk(6, 7);
            List<List<Example>> batches = List.of(
                    RingWalk.strangers(8),
                    walk.batch(3),
                    walk.round(),
                    walk.round().subList(0, 1),
                    walk.batch(8));
            for (Map<String, Double> metrics : learner.metrics(batches)) {
                assertThat(metrics.get(LOSS)).isFinite();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void leavesNoTensorOpen(String encoder) {
        try (LearnerProbe learner = LearnerProbe.of(settings(encoder))) {
            RingWalk walk = new RingWalk(6, 7);
            learner.learn(walk.round());
            int open = learner.openTensors();
            batches(walk, 10).forEach(learner::learn);
            assertThat(learner.openTensors()).isEqualTo(open);
        }
    }

    private static float[] vector(LearnerProbe learner, List<Example> batch, String entity) {
        return learner.learn(batch).embeddings().stream()
                .filter(embedded -> embedded.kind().equals(EmbeddingRecord.ENTITY)
                        && embedded.id().equals(entity))
                .map(EmbeddedVector::vector)
                .findFirst()
                .orElseThrow();
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    /** The default recipe, all of it in every step. */
    private static Map<String, String> settings(String encoder) {
        Map<String, String> settings = new HashMap<>();
        settings.put("learner.encoder.type", encoder);
        settings.put("learner.replay.policy", "none");
        settings.put("learner.objectives.moco.every", "1");
        settings.put("learner.objectives.masked-events.every", "1");
        return settings;
    }

    /** A learner that knows every item and stays at its first parameters. */
    private static LearnerProbe untrained(String encoder) {
        Map<String, String> settings = settings(encoder);
        for (String rate : List.of("dense-rate", "row-rate")) {
            settings.put("learner.optimiser." + rate, "0");
        }
        LearnerProbe learner = LearnerProbe.of(settings);
        RingWalk walk = new RingWalk(2, 1);
        for (int i = 0; i < RingWalk.ITEMS; i++) {
            learner.learn(walk.batch(8));
        }
        return learner;
    }
}
