package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void givesNothingToAConstantScorerNorForScoresThatAreNoNumbers() {
        assertThat(Ranking.of(new double[50], 7)).isEqualTo(50);
        assertThat(Ranking.of(new double[] {1, Double.NaN, 0}, 1)).isEqualTo(Ranking.MISSED);
        assertThat(Ranking.of(new double[] {1, Double.NaN, 0}, 0))
                .as("behind another's NaN")
                .isEqualTo(2);
    }

    @Test
    void seesCollapseInEveryMeasure() {
        float[][] collapsed = new float[20][8];
        for (float[] row : collapsed) {
            Arrays.fill(row, .3f);
        }

        assertThat(EffectiveRank.of(collapsed)).isBetween(.99, 1.01);
        assertThat(Deviation.collapse(collapsed)).isLessThan(1e-6);
        assertThat(Anisotropy.of(collapsed)).isBetween(.999, 1.001);
        assertThat(Uniformity.of(collapsed)).isBetween(-1e-6, 1e-6);
        assertThat(EffectiveRank.of(new float[3][4])).isZero();
    }
}
