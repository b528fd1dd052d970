package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScoresByAgeTest {
    private final ScoresByAge scores = new ScoresByAge();

    @Test
    void keepsWhatIsNewApartFromWhatIsKnown() {
        scores.add(1, 1);
        scores.add(1, 11);
        scores.add(9, 2);
        scores.add(1_000, 1);

        assertThat(scores.figures())
                .containsEntry("1.scored", 2.0)
                .containsEntry("1.hr10", .5)
                .containsEntry("5.ndcg10", 1 / (Math.log(3) / Math.log(2)))
                .containsEntry("100.hr10", 1.0)
                .containsEntry("cold.scored", 3.0)
                .containsEntry("cold.hr10", 2 / 3.0)
                .doesNotContainKey("2.scored");
    }

    @Test
    void countsAnItemThatCameInTheSameBatchOnlyAsNew() {
        scores.add(0, 3);

        assertThat(scores.figures()).containsEntry("1.scored", 1.0);
    }

    @Test
    void goesOnAfterRestoringAsIfNothingHadHappened() throws IOException {
        scores.add(7, 4);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scores.save(new DataOutputStream(bytes));
        ScoresByAge restored = new ScoresByAge();
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(restored.figures()).isEqualTo(scores.figures());
    }
}
