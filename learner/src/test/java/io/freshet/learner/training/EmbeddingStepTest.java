package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingStepTest {
    private static final int BATCH = 8;

    private final RingStream stream = new RingStream(5, Map.of());

    @Test
    void leavesTheModelAsItIs() {
        try (OnlineLearner learner = stream.learner()) {
            learn(learner, 20);
            float[] before = learner.parameterValues();
            StepResult result = learner.embed(stream.next(BATCH));

            assertThat(result.skipped()).isFalse();
            assertThat(learner.parameterValues()).containsExactly(before);
            assertThat(learner.counters()).isEqualTo(new LearnerCounters(20 * BATCH, 20, 0, BATCH));
            assertThat(result.metrics()).doesNotContainKeys("training.loss", "training.gradient-norm");
        }
    }

    @Test
    void givesEachOfTheBatchItsVectorByTheModelAsItIs() {
        try (OnlineLearner learner = stream.learner()) {
            learn(learner, 20);
            List<Example> batch = stream.next(BATCH);
            StepResult first = learner.embed(batch);
            StepResult again = learner.embed(batch);

            assertThat(first.embeddings())
                    .filteredOn(embedded -> embedded.kind().equals(EmbeddingRecord.ENTITY))
                    .extracting(EmbeddedVector::id)
                    .containsExactlyInAnyOrderElementsOf(
                            batch.stream().map(Example::entity).distinct().toList());
            for (int i = 0; i < first.embeddings().size(); i++) {
                EmbeddedVector vector = first.embeddings().get(i);
                int own = vector.vector().length - vector.priorDimensions();
                for (int j = 0; j < own; j++) {
                    assertThat(again.embeddings().get(i).vector()[j]).isEqualTo(vector.vector()[j]);
                }
            }
        }
    }

    @Test
    void scoresNothingAndCountsWhatTheStreamSays() {
        try (OnlineLearner learner = stream.learner()) {
            learn(learner, 20);
            List<Example> batch = stream.next(BATCH);
            long scored = learner.scores().scored();
            learner.embed(batch);
            assertThat(learner.scores().scored()).isEqualTo(scored);

            learner.learn(batch); // none of its items is new any more
            assertThat(learner.scores().scored()).isEqualTo(scored + BATCH);
            assertThat(learner.figures()).containsEntry("prequential-with-memory.scored", (double) scored + BATCH);
        }
    }

    @Test
    void beginsWithAnEmptyModelToo() {
        try (OnlineLearner learner = stream.learner()) {
            StepResult result = learner.embed(stream.next(BATCH));
            assertThat(result.skipped()).isFalse();
            assertThat(result.embeddings()).isNotEmpty();
        }
    }

    @Test
    void whatIsSavedAfterItGoesOnTheSame() throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        List<Example> next;
        StepResult undisturbed;
        try (OnlineLearner learner = stream.learner()) {
            learn(learner, 10);
            learner.embed(stream.next(BATCH));
            learner.save(new DataOutputStream(saved));
            next = stream.next(BATCH);
            undisturbed = learner.learn(next);
        }
        try (OnlineLearner restored = stream.learner()) {
            restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
            assertThat(restored.counters().shed()).isEqualTo(BATCH);
            assertThat(restored.learn(next).metrics()).isEqualTo(undisturbed.metrics());
        }
    }

    private void learn(OnlineLearner learner, int steps) {
        for (int step = 0; step < steps; step++) {
            assertThat(learner.learn(stream.next(BATCH)).skipped()).isFalse();
        }
    }
}
