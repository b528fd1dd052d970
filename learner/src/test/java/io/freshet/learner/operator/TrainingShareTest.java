package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.operator.Overload.Policy;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingShareTest {
    private static final double TRAINING_MS = 40;
    private static final double EMBEDDING_MS = 10;
    private static final long TARGET_MS = 2_000;

    private final TrainingShare share =
            new TrainingShare(new Overload(Policy.SHED_TRAINING, Duration.ofMillis(TARGET_MS), .05));
    private double busyUntilMs;
    private double lagMs;
    private int trained;

    /** A batch comes every so often, for so long, and is taken when those before it are done. */
    private void batches(int count, double intervalMs) {
        double begun = Math.max(busyUntilMs, arrivedMs);
        trained = 0;
        for (int i = 0; i < count; i++) {
            arrivedMs += intervalMs;
            double taken = Math.max(busyUntilMs, arrivedMs);
            lagMs = taken - arrivedMs;
            boolean trains = share.trains((long) lagMs);
            trained += trains ? 1 : 0;
            busyUntilMs = taken + (trains ? TRAINING_MS : EMBEDDING_MS);
        }
        assertThat(busyUntilMs).isGreaterThan(begun);
    }

    private double arrivedMs;

    @ParameterizedTest
    @CsvSource({"35, .833", "25, .5", "14, .133"})
    void trainsOnWhatThereIsTimeFor(double intervalMs, double affordable) {
        batches(5_000, intervalMs);
        double mostLag = 0;
        int all = 0;
        for (int i = 0; i < 50; i++) {
            batches(100, intervalMs);
            all += trained;
            mostLag = Math.max(mostLag, lagMs);
        }
        assertThat(all / 5_000.0).isBetween(affordable - .03, affordable + .03);
        assertThat(mostLag).isBetween(TARGET_MS / 2.0, TARGET_MS * 2.0);
    }

    @Test
    void trainsOnEverythingWhereThereIsTime() {
        batches(1_000, 50);
        assertThat(trained).isEqualTo(1_000);
        assertThat(share.share()).isEqualTo(1);
    }

    @Test
    void trainsOnEverythingAgainWhenTheRushIsOver() {
        batches(2_000, 20);
        assertThat(share.share()).isLessThan(.6);
        batches(2_000, 60);
        batches(100, 60);
        assertThat(trained).isEqualTo(100);
    }

    @Test
    void neverTrainsOnLessThanItMust() {
        IntStream.range(0, 500).forEach(i -> share.trains(3_600_000));
        assertThat(share.share()).isEqualTo(.05);
        assertThat(IntStream.range(0, 200).filter(i -> share.trains(3_600_000)).count())
                .isEqualTo(10);
    }

    @Test
    void underBackpressureTrainsOnEverythingHoweverLate() {
        TrainingShare all = new TrainingShare(Overload.BACKPRESSURE);
        assertThat(IntStream.range(0, 500).filter(i -> all.trains(3_600_000)).count())
                .isEqualTo(500);
        assertThat(all.share()).isEqualTo(1);
    }

    @Test
    void isReadFromTheFile() {
        Section root =
                YamlFile.parse("learner: { overload: { policy: shed-training, lag-target: 3s } }", "test", Map.of());
        Overload read = Overload.read(root.section("learner").section("overload"));
        assertThat(read).isEqualTo(new Overload(Policy.SHED_TRAINING, Duration.ofSeconds(3), .05));
    }
}
