package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final int BATCH = 8;
    private final Ring ring = new Ring(11);

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void eventWithANumberThatIsNoneIsLeftOutAndTheRestLearnt(float bad) {
        try (OnlineLearner learner = ring.learner(Map.of())) {
            learn(learner, 10);
            List<Example> batch = new ArrayList<>(ring.batch(BATCH));
            EventFeatures poisoned = batch.get(3).event();
            poisoned.numbers()[0] = bad;

            StepResult result = learner.learn(batch);

            assertThat(result.skipped()).isFalse();
            assertThat(result.quarantined())
                    .extracting(Quarantined::code, q -> q.example().event())
                    .containsExactly(tuple("guard-non-finite", poisoned));
            assertHealthy(result);
            // the event stays in its entity's history, and does no harm there
            for (int step = 0; step < 50; step++) {
                StepResult later = learner.learn(ring.batch(BATCH));
                assertThat(later.skipped()).isFalse();
                assertThat(later.quarantined()).isEmpty();
                assertHealthy(later);
            }
            assertThat(learner.counters()).isEqualTo(new LearnerCounters(10 * BATCH + BATCH - 1 + 50 * BATCH, 61, 0));
            assertThat(learner.figures())
                    .containsEntry("guard.quarantined", 1.0)
                    .containsEntry("guard.trips", 0.0);
        }
    }

    @ParameterizedTest
    @CsvSource({"adamw, dense-rate", "lamb, dense-rate", "sgd, dense-rate", "lars, dense-rate", "adamw, row-rate"})
    void rateOfAThousandIsDetectedBeforeAVectorIsOut(String type, String rate) throws IOException {
        byte[] healthy;
        Map<String, String> normal = Map.of("learner.optimiser.type", type);
        try (OnlineLearner learner = ring.learner(normal)) {
            learn(learner, 60);
            healthy = save(learner);
        }
        // rates are no part of the state: it goes on with another
        try (OnlineLearner learner =
                ring.learner(Map.of("learner.optimiser.type", type, "learner.optimiser." + rate, "1000"))) {
            restore(learner, healthy);
            float[] before = learner.parameterValues();
            int steps = 0;
            StepResult result = learner.learn(ring.batch(BATCH));
            while (!result.skipped() && steps++ < 50) {
                assertHealthy(result);
                result = learner.learn(ring.batch(BATCH));
            }

            assertThat(result.skipped()).isTrue();
            assertThat(result.embeddings()).isEmpty();
            assertThat(result.quarantined())
                    .hasSize(BATCH)
                    .allSatisfy(q -> assertThat(q.code()).isEqualTo("guard-exploding"));
            assertThat(learner.parameterValues()).isEqualTo(before);
            assertThat(learner.figures()).containsEntry("guard.healthy", 0.0);
            healthy = save(learner);
        }
        try (OnlineLearner learner = ring.learner(normal)) {
            restore(learner, healthy);
            for (int step = 0; step < 20; step++) {
                StepResult result = learner.learn(ring.batch(BATCH));
                assertThat(result.skipped()).isFalse();
                assertHealthy(result);
            }
            assertThat(learner.figures()).containsEntry("guard.healthy", 1.0).containsEntry("guard.trips", 1.0);
        }
    }

    @Test
    void givesUpWhereTheModelDoesNotStayHealthy() {
        try (OnlineLearner learner = ring.learner(Map.of("learner.optimiser.dense-rate", "1000"))) {
            for (int trip = 1; trip < 5; trip++) {
                assertThat(learner.learn(ring.batch(BATCH)).skipped()).isTrue();
            }
            assertThatThrownBy(() -> learner.learn(ring.batch(BATCH)))
                    .isInstanceOf(GuardException.class)
                    .hasMessageContaining("tripped 5 times within 5 batches")
                    .hasMessageContaining("length of the parameters")
                    .hasMessageContaining("learner.optimiser.dense-rate");
        }
    }

    @Test
    void constantStreamStopsPublishingUntilItVaries() {
        try (OnlineLearner learner = ring.learner(Map.of())) {
            learn(learner, 30);
            List<EventFeatures> history = new ArrayList<>();
            int passed = 0;
            StepResult result = learner.learn(equal(history));
            while (!result.skipped() && passed < 60) {
                passed++;
                result = learner.learn(equal(history));
            }

            assertThat(passed).isLessThan(50);
            assertThat(result.quarantined()).hasSize(BATCH).allSatisfy(q -> {
                assertThat(q.code()).isEqualTo("guard-collapse");
                assertThat(q.reason()).startsWith("every event of the last 40 steps is equal");
            });
            for (int step = 0; step < 500; step++) {
                StepResult held = learner.learn(equal(history));
                assertThat(held.skipped()).isTrue();
                assertThat(held.embeddings()).isEmpty();
            }
            assertThat(learner.figures())
                    .containsEntry("guard.healthy", 0.0)
                    .containsEntry("guard.trips.collapse", 1.0)
                    .containsEntry("guard.held-back", 500.0 * BATCH);

            StepResult varied = learner.learn(ring.batch(BATCH));
            assertThat(varied.skipped()).isFalse();
            assertHealthy(varied);
            assertThat(learner.figures()).containsEntry("guard.healthy", 1.0);
            // every event was learnt, quarantined or held back
            assertThat(learner.counters().examples()).isEqualTo((30 + passed + 1) * BATCH);
        }
    }

    private List<Example> equal(List<EventFeatures> history) {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(ring.example("u0", 7, history));
        }
        return batch;
    }

    @Test
    void stepThatIsTakenBackLeavesNothingBehind() throws IOException {
        try (OnlineLearner learner = ring.learner(Map.of("learner.optimiser.dense-rate", "1000"));
                OnlineLearner untouched = ring.learner(Map.of())) {
            List<Example> batch = ring.batch(BATCH);
            assertThat(learner.learn(ring.batch(BATCH)).skipped()).isTrue();
            byte[] after = save(learner);
            try (OnlineLearner goingOn = ring.learner(Map.of())) {
                restore(goingOn, after);
                StepResult first = goingOn.learn(batch);
                StepResult expected = untouched.learn(batch);
                assertThat(first.metrics()).isEqualTo(expected.metrics());
                for (int i = 0; i < first.embeddings().size(); i++) {
                    assertThat(first.embeddings().get(i).vector())
                            .isEqualTo(expected.embeddings().get(i).vector());
                }
            }
        }
    }

    @Test
    void stateTooLargeToKeepIsNotKept() {
        Map<String, String> settings =
                Map.of("learner.guard.snapshot-limit", "1KB", "learner.optimiser.dense-rate", "1000");
        try (OnlineLearner learner = ring.learner(settings)) {
            assertThatThrownBy(() -> learner.learn(ring.batch(BATCH)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("learner.guard.snapshot-limit");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exponential-kernel", "transformer"})
    void normalStreamNeverTrips(String encoder) {
        try (OnlineLearner learner = ring.learner(Map.of("learner.encoder.type", encoder))) {
            for (int step = 0; step < 400; step++) {
                StepResult result = learner.learn(ring.batch(1 + step % BATCH));
                assertThat(result.skipped()).isFalse();
                assertHealthy(result);
            }
            assertThat(learner.figures()).containsEntry("guard.trips", 0.0);
        }
    }

    private void learn(OnlineLearner learner, int steps) {
        for (int step = 0; step < steps; step++) {
            assertThat(learner.learn(ring.batch(BATCH)).skipped()).isFalse();
        }
    }

    private static void assertHealthy(StepResult result) {
        assertThat(result.embeddings()).isNotEmpty().allSatisfy(embedded -> {
            for (float x : embedded.vector()) {
                assertThat(Math.abs(x)).isLessThan(1000);
            }
        });
    }

    private static byte[] save(OnlineLearner learner) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(OnlineLearner learner, byte[] state) throws IOException {
        learner.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}
