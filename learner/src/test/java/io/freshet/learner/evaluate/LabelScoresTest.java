package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelScoresTest {

    @Test
    void equalsANaiveCountOverAllAndOverTheWindow() {
        SplittableRandom random = new SplittableRandom(3);
        LabelScores scores = new LabelScores(70);
        List<int[]> guessed = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int label = random.nextInt(4);
            int guess = random.nextInt(3) == 0 ? label : random.nextInt(-1, 5);
            scores.add(label, guess);
            guessed.add(new int[] {label, guess});
            List<int[]> late = guessed.subList(Math.max(0, guessed.size() - 70), guessed.size());
            assertThat(scores.accuracy()).isCloseTo(accuracy(guessed), within(1e-12));
            assertThat(scores.macroF1()).isCloseTo(macroF1(guessed), within(1e-12));
            assertThat(scores.recentAccuracy()).isCloseTo(accuracy(late), within(1e-12));
            assertThat(scores.recentMacroF1()).isCloseTo(macroF1(late), within(1e-12));
        }
    }

    @Test
    void nothingScoredIsZero() {
        assertThat(new LabelScores(10).accuracy()).isZero();
        assertThat(new LabelScores(10).recentMacroF1()).isZero();
    }

    private static double accuracy(List<int[]> guessed) {
        return guessed.stream().filter(g -> g[0] == g[1]).count() / (double) guessed.size();
    }

    private static double macroF1(List<int[]> guessed) {
        List<Double> each = new ArrayList<>();
        for (int c = 0; c < 6; c++) {
            int label = c;
            long there = guessed.stream().filter(g -> g[0] == label).count();
            long named = guessed.stream().filter(g -> g[1] == label).count();
            long right =
                    guessed.stream().filter(g -> g[0] == label && g[1] == label).count();
            if (there + named > 0) {
                double precision = named == 0 ? 0 : (double) right / named;
                double recall = there == 0 ? 0 : (double) right / there;
                each.add(right == 0 ? 0 : 2 * precision * recall / (precision + recall));
            }
        }
        return each.stream().mapToDouble(f1 -> f1).average().orElse(0);
    }
}
