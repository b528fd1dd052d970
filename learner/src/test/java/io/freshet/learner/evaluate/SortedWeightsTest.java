package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SortedWeightsTest {
    private final SortedWeights weights = new SortedWeights();

    @Test
    void countsAsGoingThroughAllOfThemDoes() {
        SplittableRandom random = new SplittableRandom(1);
        List<Double> plain = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            // few different values, so that ties run over several blocks
            double weight = random.nextInt(50) * .5;
            if (plain.size() > 5_000 && random.nextInt(3) > 0) {
                Double gone = plain.remove(random.nextInt(plain.size()));
                weights.remove(gone);
            } else {
                plain.add(weight);
                weights.add(weight);
            }
            if (i % 100 == 0) {
                assertThat(weights.atLeast(weight))
                        .isEqualTo((int) plain.stream().filter(w -> w >= weight).count());
            }
        }
        plain.forEach(weights::remove);
        assertThat(weights.atLeast(0)).isZero();
    }

    @Test
    void startsAgainFromGivenWeights() {
        double[] given = new SplittableRandom(2).doubles(3_000).toArray();
        weights.add(7);
        weights.replaceAll(given);

        assertThat(weights.atLeast(0)).isEqualTo(3_000);
        weights.remove(given[17]);
        assertThat(weights.atLeast(0)).isEqualTo(2_999);
        weights.replaceAll(new double[0]);
        assertThat(weights.atLeast(0)).isZero();
    }

    @Test
    void refusesToTakeOutWhatIsNotThere() {
        weights.add(1);
        assertThatThrownBy(() -> weights.remove(2)).isInstanceOf(IllegalArgumentException.class);
    }
}
