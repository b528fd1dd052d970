package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.evaluate.Anisotropy;
import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.Ring;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A learner that draws views together and has nothing to keep apart what differs: its rows all become one. */
class CollapsedLearnerTest {
    private static final int BATCH = 8;
    private static final int LATEST = 32; // vectors that tell whether all are one
    private static final double ONE = .99; // mean cosine

    // VICReg without variance and covariance; its head stands still, so that only the encoder can bring views together
    private static final Map<String, String> FAULTY = Map.of(
            "learner.objectives.next-event.weight", "0",
            "learner.objectives.moco.weight", "0",
            "learner.objectives.masked-events.weight", "0",
            "learner.objectives.vicreg.weight", "1",
            "learner.objectives.vicreg.every", "1",
            "learner.objectives.vicreg.layers", "1",
            "learner.objectives.vicreg.variance", "0",
            "learner.objectives.vicreg.covariance", "0",
            "learner.optimiser.dense-rate", "1e-6");

    private final Ring ring = new Ring(11);
    private final Deque<float[]> latest = new ArrayDeque<>();

    @Test
    void collapseIsDetectedAndTheModelGoesBackToBeforeIt() throws IOException {
        byte[] state;
        try (OnlineLearner learner = ring.learner(rate("1e-9"))) {
            for (int step = 0; step < 60; step++) {
                publish(learner.learn(ring.batch(BATCH)));
            }
            assertThat(cosine()).isLessThan(.5);
            state = Checkpoint.whole(learner);
        }
        // rates are no part of the state: it goes on with one that does harm
        try (OnlineLearner learner = ring.learner(rate("0.5"))) {
            learner.restore(new DataInputStream(new ByteArrayInputStream(state)));
            double most = 0;
            StepResult result = learner.learn(ring.batch(BATCH));
            for (int step = 0; step < 500 && !result.skipped(); step++) {
                publish(result);
                most = Math.max(most, cosine());
                result = learner.learn(ring.batch(BATCH));
            }
            System.out.printf("nothing of a mean cosine above %.4f was published%n", most);

            assertThat(most).isBetween(.9, ONE);
            assertThat(result.embeddings()).isEmpty();
            assertThat(result.quarantined()).hasSize(BATCH).allSatisfy(q -> {
                assertThat(q.code()).isEqualTo("guard-collapse");
                assertThat(q.reason()).contains("different events are one");
            });
            assertThat(learner.figures()).containsEntry("guard.healthy", 0.0);
            state = Checkpoint.whole(learner);
        }
        try (OnlineLearner learner = ring.learner(rate("1e-9"))) {
            learner.restore(new DataInputStream(new ByteArrayInputStream(state)));
            latest.clear();
            for (int step = 0; step < 20; step++) {
                StepResult result = learner.learn(ring.batch(BATCH));
                assertThat(result.skipped()).isFalse();
                publish(result);
            }
            assertThat(cosine()).isLessThan(.5);
            assertThat(learner.figures())
                    .containsEntry("guard.healthy", 1.0)
                    .containsEntry("guard.trips.collapse", 1.0);
        }
    }

    private static Map<String, String> rate(String ofRows) {
        Map<String, String> settings = new HashMap<>(FAULTY);
        settings.put("learner.optimiser.row-rate", ofRows);
        return settings;
    }

    private void publish(StepResult result) {
        for (EmbeddedVector embedded : result.embeddings()) {
            if (embedded.kind().equals(EmbeddingRecord.ENTITY)) {
                latest.addLast(Arrays.copyOf(embedded.vector(), embedded.vector().length - embedded.priorDimensions()));
                if (latest.size() > LATEST) {
                    latest.removeFirst();
                }
            }
        }
    }

    private double cosine() {
        return latest.size() < LATEST ? 0 : Anisotropy.of(latest.toArray(float[][]::new));
    }
}
