package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.testing.Ring;
import io.freshet.model.nn.ParameterLayout;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
    private final Ring ring = new Ring(3);

    @Test
    void groupWithoutRateStaysAsItWas() {
        Map<String, String> settings = Map.of(
                "learner.optimiser.groups.moco.rate-scale", "0",
                "learner.optimiser.groups.prior.rate-scale", "0");
        try (OnlineLearner learner = ring.learner(settings)) {
            float[] before = learner.parameterValues();
            for (int step = 0; step < 5; step++) {
                learner.learn(ring.batch(8));
            }
            float[] after = learner.parameterValues();
            for (ParameterLayout.Range range : learner.parameters().ranges()) {
                boolean still = range.name().startsWith("moco.") || range.name().startsWith("prior.");
                assertThat(Arrays.equals(before, range.from(), range.to(), after, range.from(), range.to()))
                        .as(range.name())
                        .isEqualTo(still);
            }
        }
    }

    @Test
    void groupsThatSayNothingChangeNothing() {
        float[] alike = afterSteps(Map.of("learner.optimiser.weight-decay", "0.1"));
        float[] grouped = afterSteps(
                Map.of("learner.optimiser.weight-decay", "0.1", "learner.optimiser.groups.encoder.rate-scale", "1"));

        for (int i = 0; i < alike.length; i++) {
            assertThat((double) grouped[i]).isCloseTo(alike[i], offset(1e-5));
        }
    }

    @Test
    void decayOfAGroupShrinksItsMatricesAlone() {
        float[] plain = afterSteps(Map.of());
        float[] decayed = afterSteps(Map.of("learner.optimiser.groups.moco.weight-decay", "1"));

        try (OnlineLearner learner = ring.learner(Map.of())) {
            ParameterLayout.Range matrix = learner.parameters().range("moco.head.0.weight");
            assertThat(norm(decayed, matrix)).isLessThan(.995 * norm(plain, matrix));
        }
    }

    @Test
    void gradientOfAGroupIsBoundedByItsOwnNorm() {
        // sgd without momentum moves by rate times gradient, so that the move shows the gradient
        Map<String, String> settings = Map.of(
                "learner.optimiser.type", "sgd",
                "learner.optimiser.momentum", "0",
                "learner.optimiser.dense-rate", "1",
                "learner.optimiser.groups.event.clip-norm", "0.0001");
        Ring fresh = new Ring(3);
        try (OnlineLearner learner = fresh.learner(settings)) {
            for (int step = 0; step < 3; step++) {
                float[] before = learner.parameterValues();
                learner.learn(fresh.batch(8));
                float[] after = learner.parameterValues();
                for (int i = 0; i < before.length; i++) {
                    after[i] -= before[i];
                }
                assertThat(norm(after, learner.parameters().range("event.fields")))
                        .isLessThan(1.01e-4);
            }
        }
    }

    @Test
    void momentumByHalfLifeIsTheSameForAnySizeOfBatches() {
        MomentumClock clock = clock("learner: { momentum-half-life: 100 }");

        assertThat(clock.momentum(100)).isCloseTo(.5, offset(1e-12));
        assertThat(Math.pow(clock.momentum(10), 10)).isCloseTo(clock.momentum(100), within());
        assertThat(clock("learner: {}").momentum(64)).isEqualTo(.99);
    }

    @Test
    void momentumHasOneClockOnly() {
        Section root = YamlFile.parse("learner: { momentum: .9, momentum-half-life: 10 }", "test", Map.of());
        MomentumClock.read(root.section("learner"));

        assertThatThrownBy(root::throwIfAny)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("momentum-half-life");
    }

    @Test
    void unknownGroupIsTheUsersMistake() {
        assertThatThrownBy(() -> ring.learner(Map.of("learner.optimiser.groups.decoder.rate-scale", "2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("be one of encoder, event, prior, next-event, moco, masked-events");
    }

    @Test
    void rateFollowsItsSchedule() {
        Map<String, String> settings = Map.of(
                "learner.optimiser.schedule.type", "cosine",
                "learner.optimiser.schedule.total", "24",
                "learner.optimiser.schedule.last", "0");
        Ring fresh = new Ring(3);
        try (OnlineLearner learner = fresh.learner(settings)) {
            for (int step = 0; step < 3; step++) {
                learner.learn(fresh.batch(8));
            }
            float[] end = learner.parameterValues();
            learner.learn(fresh.batch(8)); // 24 events are learnt: the rate is 0

            assertThat(learner.parameterValues()).isEqualTo(end);
        }
    }

    private static float[] afterSteps(Map<String, String> settings) {
        Ring fresh = new Ring(3);
        try (OnlineLearner learner = fresh.learner(settings)) {
            for (int step = 0; step < 10; step++) {
                learner.learn(fresh.batch(8));
            }
            return learner.parameterValues();
        }
    }

    private static MomentumClock clock(String yaml) {
        return MomentumClock.read(YamlFile.parse(yaml, "test", Map.of()).section("learner"));
    }

    private static double norm(float[] values, ParameterLayout.Range range) {
        double sum = 0;
        for (int i = range.from(); i < range.to(); i++) {
            sum += (double) values[i] * values[i];
        }
        return Math.sqrt(sum);
    }

    private static Offset<Double> within() {
        return offset(1e-9);
    }
}
