package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Ids;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a learner keeps of an entity once it has been told to forget it: no byte that names it. */
class ForgottenEntityTest {
    private static final String NAME = "she-who-is-to-be-forgotten";

    private List<EventFeatures> history = List.of();

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "reservoir", "minimum-redundancy"})
    void noByteOfTheStateNamesItAndLearningGoesOn(String policy) throws IOException {
        RingStream stream = new RingStream(5, Map.of("learner.replay.policy", policy));
        try (OnlineLearner learner = stream.learner();
                OnlineLearner restored = stream.learner()) {
            learn(learner, stream, 30);
            assertThat(namesIn(learner)).isPositive();
            assertThat(ownersIn(learner)).isPositive();

            Map<String, Long> removed = learner.forget(NAME, history);

            assertThat(removed.get("replay-rows")).isPositive();
            assertThat(removed.get("queue-keys")).isPositive();
            assertThat(removed.get("memory-counts")).isPositive();
            assertThat(namesIn(learner)).isZero();
            assertThat(ownersIn(learner)).isZero();
            assertThat(learner.forget(NAME, List.of()).values()).containsOnly(0L);

            restored.restore(new DataInputStream(new ByteArrayInputStream(Checkpoint.whole(learner))));
            for (List<Example> batch : stream.batches(20, 8)) {
                StepResult result = learner.learn(batch);
                assertThat(result.skipped()).isFalse();
                assertThat(restored.learn(batch).metrics()).isEqualTo(result.metrics());
            }
            assertThat(Checkpoint.whole(restored)).isEqualTo(Checkpoint.whole(learner));
        }
    }

    @Test
    void aModelThatGoesBackToAHealthyStateForgetsAgain() throws IOException {
        RingStream stream = new RingStream(6, Map.of("learner.guard.collapse.constant-steps", "10"));
        try (OnlineLearner learner = stream.learner()) {
            learn(learner, stream, 30);
            learner.forget(NAME, history);
            List<Example> constant = Collections.nCopies(8, stream.next(1).get(0));
            int steps = 0;
            while (!learner.learn(constant).skipped()) {
                assertThat(steps++).isLessThan(100);
            }

            assertThat(learner.figures()).containsEntry("guard.trips.collapse", 1.0);
            assertThat(namesIn(learner)).isZero();
            assertThat(ownersIn(learner)).isZero();
        }
    }

    private void learn(OnlineLearner learner, RingStream stream, int batches) {
        for (List<Example> batch : stream.batches(batches, 8)) {
            List<Example> renamed = new ArrayList<>();
            for (Example example : batch) {
                boolean hers = example.entity().equals("u3");
                renamed.add(hers ? named(example) : example);
                if (hers) {
                    history = new ArrayList<>(example.history());
                    history.add(example.event());
                }
            }
            learner.learn(renamed);
        }
    }

    private static Example named(Example example) {
        return new Example(
                NAME, example.item(), example.history(), example.event(), example.excluded(), example.arrivalTimeMs());
    }

    private static int namesIn(OnlineLearner learner) throws IOException {
        return count(Checkpoint.whole(learner), NAME.getBytes(StandardCharsets.UTF_8));
    }

    /** Places of queues that say they are hers. */
    private static int ownersIn(OnlineLearner learner) throws IOException {
        ByteBuffer owner = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        return count(
                Checkpoint.whole(learner), owner.putLong(Ids.of("entity", NAME)).array());
    }

    private static int count(byte[] in, byte[] what) {
        int count = 0;
        for (int at = 0; at + what.length <= in.length; at++) {
            count += Arrays.equals(in, at, at + what.length, what, 0, what.length) ? 1 : 0;
        }
        return count;
    }
}
