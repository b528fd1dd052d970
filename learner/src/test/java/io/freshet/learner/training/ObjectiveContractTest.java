package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.objective.MoCo;
import io.freshet.learner.objective.ObjectiveConfig;
import io.freshet.learner.objective.Objectives;
import io.freshet.learner.testing.ResidentMemory;
import io.freshet.learner.testing.RingWalk;
import io.freshet.learner.view.Crop;
import io.freshet.learner.view.Views;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every objective has to keep to, each alone in a learner on a small stream. */
class ObjectiveContractTest {
    private static final Views VIEWS = new Views(List.of(new Views.Chosen(new Crop(Crop.Config.DEFAULT), 1)));

    static Stream<String> objectives() {
        return Objectives.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void isFiniteAndLearnsTheSameOfTheSameSeed(String objective) {
        List<Double> losses = losses(objective, 1);

        assertThat(losses).allSatisfy(loss -> assertThat(loss).isFinite());
        assertThat(losses(objective, 1)).isEqualTo(losses);
        assertThat(losses(objective, 2)).isNotEqualTo(losses);
    }

    private static List<Double> losses(String objective, long seed) {
        try (LearnerProbe learner = LearnerProbe.of(alone(objective, seed))) {
            RingWalk walk = new RingWalk(6, 7);
            return Stream.generate(() -> learner.loss(objective, walk.batch(8)))
                    .limit(12)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void teachesAllItOwnsAndTheEncoderAndNoTarget(String objective) {
        try (LearnerProbe learner = LearnerProbe.of(alone(objective, 1))) {
            Map<String, float[]> before = learner.parameters();
            RingWalk walk = new RingWalk(16, 7);
            for (int i = 0; i < 4; i++) {
                float[] target = learner.state("parameters.momentum");
                learner.loss(objective, walk.round());
                assertFollows(target, learner.state("parameters.momentum"), learner.state("parameters"));
            }
            List<String> still = new ArrayList<>();
            List<String> moved = new ArrayList<>();
            learner.parameters().forEach((name, now) -> {
                boolean same = Arrays.equals(now, before.get(name));
                (same ? still : moved).add(name);
            });

            assertThat(still).noneMatch(name -> name.startsWith(objective + "."));
            assertThat(moved).anyMatch(name -> !name.startsWith(objective + "."));
        }
    }

    /** Each number of a target lies between what it was and what it follows: nothing else has moved it. */
    private static void assertFollows(float[] before, float[] after, float[] online) {
        for (int i = 0; i < after.length; i++) {
            float rounding = Math.ulp(Math.max(Math.abs(before[i]), Math.abs(online[i])));
            assertThat(after[i])
                    .isBetween(Math.min(before[i], online[i]) - rounding, Math.max(before[i], online[i]) + rounding);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void restoredGoesOnBitForBit(String objective) throws IOException {
        RingWalk walk = new RingWalk(6, 7);
        List<List<Example>> before = batches(walk, 9);
        List<List<Example>> after = batches(walk, 6);
        List<Map<String, Double>> undisturbed;
        byte[] saved;
        try (LearnerProbe learner = LearnerProbe.of(alone(objective, 1))) {
            learner.metrics(before);
            saved = learner.save();
            undisturbed = learner.metrics(after);
        }
        try (LearnerProbe restored = LearnerProbe.of(alone(objective, 1))) {
            restored.restore(saved);
            assertThat(restored.save()).isEqualTo(saved);
            assertThat(restored.metrics(after)).isEqualTo(undisturbed);
        }
    }

    private static List<List<Example>> batches(RingWalk walk, int count) {
        return Stream.generate(() -> walk.batch(8)).limit(count).toList();
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void overfitsOneBatchWithoutCollapsing(String objective) {
        try (LearnerProbe learner = LearnerProbe.of(alone(objective, 1))) {
            List<Example> batch = new RingWalk(16, 7).round();
            List<Double> losses = new ArrayList<>();
            while (losses.size() < 100 || (!hasFallen(losses) && losses.size() < 1000)) {
                losses.add(learner.loss(objective, batch));
            }
            assertThat(hasFallen(losses))
                    .as("losses from %s to %s", first(losses), last(losses))
                    .isTrue();
            assertThat(learner.deviation(batch)).isGreaterThan(.4 / Math.sqrt(RingWalk.WIDTH));
        }
    }

    private static boolean hasFallen(List<Double> losses) {
        double first = first(losses);
        double last = last(losses);
        return first - last > .1 * Math.max(Math.abs(first), Math.abs(last));
    }

    /** The highest of the early losses, smoothed: where a queue starts empty, the loss rises first. */
    private static double first(List<Double> losses) {
        return IntStream.range(0, 40)
                .mapToDouble(i -> mean(losses.subList(i, i + 5)))
                .max()
                .orElseThrow();
    }

    private static double last(List<Double> losses) {
        return mean(losses.subList(losses.size() - 20, losses.size()));
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void goesOnWhereABatchHasNothingForIt(String objective) {
        try (LearnerProbe learner = LearnerProbe.of(alone(objective, 1))) {
            RingWalk walk = new RingWalk(6, 7);
            List<Example> one = walk.round().subList(0, 1);
            List<List<Example>> batches =
                    List.of(RingWalk.strangers(8), one, walk.batch(8), RingWalk.strangers(8), walk.batch(8), one);
            for (List<Example> batch : batches) {
                assertThat(learner.loss(objective, batch)).isFinite();
            }
            assertThat(learner.parameters().values()).allSatisfy(numbers -> {
                for (float number : numbers) {
                    assertThat(number).isFinite();
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void leavesNoTensorOpen(String objective) {
        try (LearnerProbe learner = LearnerProbe.of(alone(objective, 1))) {
            RingWalk walk = new RingWalk(6, 7);
            learner.loss(objective, walk.round());
            int open = learner.openTensors();
            batches(walk, 10).forEach(learner::learn);
            assertThat(learner.openTensors()).isEqualTo(open);
        }
    }

    @Test
    void allTogetherTwoOfAKindAndNoMemoryKept() throws IOException {
        Map<String, String> all = new HashMap<>();
        Objectives.all().keySet().forEach(name -> all.putAll(on(name)));
        all.put("learner.objectives.cold.type", "moco");
        all.put("learner.objectives.cold.temperature", "0.05");
        try (LearnerProbe learner = LearnerProbe.of(all)) {
            RingWalk walk = new RingWalk(6, 7);
            Map<String, Double> metrics = learner.learn(walk.round()).metrics();
            assertThat(metrics).containsKeys("training.loss.moco", "training.loss.cold");
            long before = 0;
            for (int step = 0; step < 180; step++) {
                before = step == 60 ? ResidentMemory.bytes() : before;
                learner.learn(walk.batch(8));
            }
            long grown = ResidentMemory.bytes() - before;
            System.out.printf("resident memory grew by %,d bytes in 120 steps%n", grown);
            // what one step computes, kept from each of them, would be above this
            assertThat(grown).isLessThan(100_000_000);
        }
    }

    private static Map<String, String> alone(String objective, long seed) {
        Map<String, String> settings = new HashMap<>();
        Objectives.read(RingWalk.pipeline(Map.of()).section("none"), VIEWS)
                .keySet()
                .forEach(name -> settings.put("learner.objectives." + name + ".weight", "0"));
        settings.putAll(on(objective));
        settings.put("learner.seed", Long.toString(seed));
        settings.put("learner.replay.policy", "none");
        return settings;
    }

    /** Switches an objective on, in every step. */
    private static Map<String, String> on(String objective) {
        Map<String, String> settings = new HashMap<>();
        settings.put("learner.objectives." + objective + ".weight", "1");
        ObjectiveConfig config =
                Objectives.all().get(objective).read(RingWalk.pipeline(Map.of()).section("none"), VIEWS);
        if (config.every() > 1) {
            settings.put("learner.objectives." + objective + ".every", "1");
        }
        if (config instanceof MoCo.Config) {
            // full after a few steps, so that its loss is that of the same task from then on
            settings.put("learner.objectives." + objective + ".queue", "64");
        }
        return settings;
    }
}
