package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrequentialScoresTest {

    @Test
    void takesTheMeanOverAllAndOverTheLastOnly() {
        PrequentialScores scores = new PrequentialScores(10, 3);
        for (int rank : new int[] {1, 1, 11, 2, 10}) {
            scores.add(rank);
        }

        assertThat(scores.scored()).isEqualTo(5);
        assertThat(scores.all().hr10()).isEqualTo(.8);
        assertThat(scores.all().ndcg10()).isCloseTo((2 + 1 / log2(3) + 1 / log2(11)) / 5, within(1e-12));
        assertThat(scores.all().mrr()).isCloseTo((2 + 1 / 11.0 + .5 + .1) / 5, within(1e-12));
        assertThat(scores.recent().hr10()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(scores.recent().ndcg10()).isCloseTo((1 / log2(3) + 1 / log2(11)) / 3, within(1e-12));
    }

    @Test
    void givesNothingForAMissedTarget() {
        PrequentialScores scores = new PrequentialScores();
        scores.add(Ranking.MISSED);

        assertThat(scores.all()).isEqualTo(new PrequentialScores.Scores(0, 0, 0));
        assertThat(scores.recent()).isEqualTo(new PrequentialScores.Scores(0, 0, 0));
    }

    @Test
    void isZeroBeforeAnythingWasScored() {
        assertThat(new PrequentialScores().figures().values()).containsOnly(0.0);
    }

    @Test
    void goesOnAfterRestoringAsIfNothingHadHappened() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        PrequentialScores scores = new PrequentialScores();
        random.ints(30_000, 1, 100).forEach(scores::add);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scores.save(new DataOutputStream(bytes));

        PrequentialScores restored = new PrequentialScores();
        restored.add(5);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (int rank = 1; rank < 2_000; rank++) {
            scores.add(rank);
            restored.add(rank);
        }

        assertThat(restored.figures()).isEqualTo(scores.figures());
    }

    @Test
    void refusesRanksBeforeTheFirst() {
        assertThatThrownBy(() -> new PrequentialScores().add(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
