package io.freshet.bench.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProbesTest {
    private static final int CLASSES = 4;

    @Test
    void findsClassesThatLieApartAndGuessesThoseThatDoNot() {
        int[] train = labels(400, 1);
        int[] test = labels(400, 2);

        Probes.Scores apart = Probes.of(rows(train, 8, 3), train, rows(test, 8, 4), test);
        Probes.Scores mixed = Probes.of(rows(train, 0, 5), train, rows(test, 0, 6), test);

        assertThat(apart.linear()).isGreaterThan(.97);
        assertThat(apart.knn()).isGreaterThan(.97);
        assertThat(mixed.linear()).isCloseTo(1.0 / CLASSES, within(.1));
        assertThat(mixed.knn()).isCloseTo(1.0 / CLASSES, within(.1));
    }

    @Test
    void standardisesByTheTrainingRowsAndLeavesOutWhatDoesNotVary() {
        float[][] train = {{1, 5, 10}, {3, 5, 30}};

        assertThat(Probes.standardised(train, new float[][] {{2, 9, 40}})).isDeepEqualTo(new float[][] {{0, 2}});
    }

    private static int[] labels(int count, long seed) {
        return new SplittableRandom(seed).ints(count, 0, CLASSES).toArray();
    }

    private static float[][] rows(int[] labels, double distance, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[labels.length][CLASSES + 2];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < rows[i].length; d++) {
                rows[i][d] = (float) (random.nextGaussian() + (d == labels[i] ? distance : 0));
            }
        }
        return rows;
    }
}
