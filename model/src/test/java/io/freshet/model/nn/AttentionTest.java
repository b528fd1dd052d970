package io.freshet.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.program.DType;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static final Array QUERY = Array.random(1, 2, 2, 3, 4);
    private static final Array KEY = Array.random(2, 2, 2, 3, 4);
    private static final Array VALUE = Array.random(3, 2, 2, 3, 4);

    @Test
    void weighsValuesBySoftmaxOfScores() {
        Probe.check(
                attend((query, key) -> true),
                (r, in) -> in.get(0).attend(in.get(1), in.get(2), null),
                QUERY,
                KEY,
                VALUE);
    }

    @Test
    void queriesSeeNoLaterKeys() {
        Probe.check(
                attend((query, key) -> key <= query),
                (r, in) -> in.get(0)
                        .attend(
                                in.get(1),
                                in.get(2),
                                AttentionMask.bias(
                                        r, AttentionMask.causal(r, in.get(0).dim(2)))),
                QUERY,
                KEY,
                VALUE);
    }

    @Test
    void leftPaddingUnderACausalMaskGivesNoNaN() {
        double[] encoded = Probe.value(
                (r, in) -> {
                    Tensor padding = r.constant(1, 1, 0)
                            .reshape(1, 3)
                            .expand(Shape.of(2, 3))
                            .gt(0);
                    Tensor bias = AttentionMask.bias(r, AttentionMask.padding(r, padding, true));
                    return in.get(0).attend(in.get(1), in.get(2), bias).cast(DType.FLOAT64);
                },
                QUERY,
                KEY,
                VALUE);
        assertThat(Arrays.stream(encoded).allMatch(Double::isFinite)).isTrue();
        // the only position that is not padding sees itself alone
        assertThat(encoded[8]).isCloseTo(VALUE.at(0, 0, 2, 0), org.assertj.core.data.Offset.offset(1e-12));
    }

    private interface Mask {
        boolean sees(int query, int key);
    }

    private static double[] attend(Mask mask) {
        double[] out = new double[48];
        for (int sequence = 0; sequence < 4; sequence++) {
            for (int query = 0; query < 3; query++) {
                double total = 0;
                double[] weights = new double[3];
                for (int key = 0; key < 3; key++) {
                    double score = 0;
                    for (int d = 0; d < 4; d++) {
                        score += QUERY.at(sequence / 2, sequence % 2, query, d)
                                * KEY.at(sequence / 2, sequence % 2, key, d);
                    }
                    weights[key] = mask.sees(query, key) ? Math.exp(score / 2) : 0;
                    total += weights[key];
                }
                for (int i = 0; i < 12; i++) {
                    out[sequence * 12 + query * 4 + i % 4] +=
                            weights[i / 4] / total * VALUE.at(sequence / 2, sequence % 2, i / 4, i % 4);
                }
            }
        }
        return out;
    }
}
