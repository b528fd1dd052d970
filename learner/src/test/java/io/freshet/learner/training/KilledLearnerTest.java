package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A learner that is killed again and again ends up where one that is not does, bit by bit. */
class KilledLearnerTest {
    private static final int STEPS = 200;
    private static final int KILLS = 20;

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(
                        "changes that are seen and answered",
                        Map.of(
                                "learner.drift.delta", ".5",
                                "learner.drift.policy.on", "marginals",
                                "learner.drift.policy.pause", "300",
                                "learner.drift.policy.popularity-half-lives", "2")),
                Arguments.of(
                        "a reservoir, and rows that expire by the stream's time",
                        Map.of("learner.replay.policy", "reservoir", "learner.table.expire-after", "300s")),
                Arguments.of(
                        "rows that come late, go soon, and are rehearsed",
                        Map.of(
                                "learner.table.items", "40",
                                "learner.table.values", "60",
                                "learner.table.admit-after", "2",
                                "learner.table.expire-after-events", "250",
                                "learner.replay.policy", "minimum-redundancy",
                                "learner.replay.extra-updates", "1")),
                Arguments.of(
                        "gradients of three micro-batches, whose rows may go in between",
                        Map.of(
                                "learner.batch.accumulate", "3",
                                "learner.momentum-half-life", "500",
                                "learner.table.items", "40",
                                "learner.table.expire-after-events", "250",
                                "learner.replay.extra-updates", "1")),
                Arguments.of(
                        "a transformer with dropout",
                        Map.of(
                                "learner.encoder.type", "transformer",
                                "learner.encoder.layers", "1",
                                "learner.encoder.dropout", ".2")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void goesOnAsIfNothingHadHappened(String name, Map<String, String> settings) throws IOException {
        long seed = System.nanoTime();
        System.out.println("killed learner, " + name + ": seed " + seed);
        RingStream stream = new RingStream(seed, settings);
        List<List<Example>> batches = stream.batches(STEPS, 8);
        List<StepResult> undisturbed = new ArrayList<>();
        byte[] end;
        try (OnlineLearner learner = stream.learner()) {
            batches.forEach(batch -> undisturbed.add(learner.learn(batch)));
            end = Checkpoint.whole(learner);
        }

        SplittableRandom random = new SplittableRandom(seed);
        TreeSet<Integer> kills = new TreeSet<>();
        while (kills.size() < KILLS) {
            kills.add(1 + random.nextInt(STEPS - 1));
        }
        OnlineLearner learner = stream.learner();
        try {
            Checkpoint checkpoint = Checkpoint.none().next(learner);
            int checkpointed = 0;
            for (int step = 0; step < STEPS; step++) {
                if (kills.remove(step)) {
                    learner.close();
                    learner = stream.learner();
                    checkpoint.restore(learner);
                    step = checkpointed;
                } else if (random.nextInt(6) == 0) {
                    checkpoint = checkpoint.next(learner);
                    checkpointed = step;
                }
                assertSame(learner.learn(batches.get(step)), undisturbed.get(step));
            }
            assertThat(Checkpoint.whole(learner)).isEqualTo(end);
        } finally {
            learner.close();
        }
    }

    private static void assertSame(StepResult again, StepResult before) {
        assertThat(again.step()).isEqualTo(before.step());
        assertThat(again.metrics()).as("step " + before.step()).isEqualTo(before.metrics());
        assertThat(vectors(again)).isEqualTo(vectors(before));
        assertThat(again.withdrawn()).isEqualTo(before.withdrawn());
    }

    private static List<String> vectors(StepResult result) {
        return result.embeddings().stream()
                .map(embedded -> embedded.id() + Arrays.toString(embedded.vector()))
                .toList();
    }
}
