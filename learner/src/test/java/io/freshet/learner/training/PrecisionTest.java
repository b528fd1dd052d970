package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.freshet.config.ConfigException;
import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.Example;
import io.freshet.model.program.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
    private static final int STEPS = 12;

    private final Ring ring = new Ring(7);

    private OnlineLearner learner(String encoder, String precision) {
        Map<String, String> settings = new HashMap<>(Map.of("learner.encoder.type", encoder));
        if (!precision.isEmpty()) {
            settings.put("learner.precision", precision);
        }
        return ring.learner(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exponential-kernel", "transformer"})
    void lossesAreThoseOf32BitsWithinAHundredth(String encoder) {
        try (OnlineLearner half = learner(encoder, "bfloat16");
                OnlineLearner whole = learner(encoder, "float32")) {
            int differ = 0;
            for (int step = 0; step < STEPS; step++) {
                List<Example> batch = ring.batch(8);
                Map<String, Double> expected = whole.learn(batch).metrics();
                StepResult result = half.learn(batch);
                assertThat(result.skipped()).isFalse();
                for (Map.Entry<String, Double> metric : expected.entrySet()) {
                    if (metric.getKey().startsWith("training.loss")) {
                        double loss = result.metrics().get(metric.getKey());
                        assertThat(loss)
                                .as("%s at step %d", metric.getKey(), step)
                                .isCloseTo(metric.getValue(), offset(.01 * Math.abs(metric.getValue())));
                        differ += loss == metric.getValue() ? 0 : 1;
                    }
                }
            }
            assertThat(differ).isPositive();
        }
    }

    @Test
    void onlyProductsAreInFewerBits() {
        try (OnlineLearner half = learner("transformer", "bfloat16");
                OnlineLearner whole = learner("transformer", "")) {
            half.learn(ring.batch(8));
            assertThat(half.state(Update.PARAMETERS).type()).isEqualTo(DType.FLOAT32);
            assertThat(half.state(Update.MOMENTUM_COPY).type()).isEqualTo(DType.FLOAT32);
            List<String> inHalf = half.program()
                    .toString()
                    .lines()
                    .filter(line -> line.contains(" bfloat16 "))
                    .toList();
            assertThat(inHalf)
                    .anyMatch(line -> line.contains("= linear("))
                    .anyMatch(line -> line.contains("= scaled_dot_product_attention("))
                    .noneMatch(
                            line -> line.contains("softmax(") || line.contains("layer_norm(") || line.contains("gelu("))
                    .noneMatch(line -> line.contains("state ") || line.contains("output ") || line.contains("input "));
            assertThat(whole.program().toString()).doesNotContain("bfloat16");
        }
    }

    @Test
    void precisionIsOneOfTwo() {
        assertThatThrownBy(() -> learner("transformer", "float16"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("learner.precision: must be one of float32, bfloat16");
    }
}
