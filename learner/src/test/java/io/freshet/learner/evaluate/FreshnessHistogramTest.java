package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FreshnessHistogramTest {
    private final FreshnessHistogram freshness = new FreshnessHistogram();

    @Test
    void tellsPercentilesToAThousandth() {
        for (int ms = 1; ms <= 10_000; ms++) {
            freshness.record(ms);
        }

        assertThat(freshness.count()).isEqualTo(10_000);
        assertThat(freshness.figures().get("p50")).isCloseTo(5_000, within(5.0));
        assertThat(freshness.figures().get("p99")).isCloseTo(9_900, within(10.0));
        assertThat(freshness.figures().get("max")).isCloseTo(10_000, within(10.0));
    }

    @Test
    void takesTimesNoClockShouldGive() {
        freshness.record(-5);
        freshness.record(Long.MAX_VALUE);

        assertThat(freshness.percentileMs(50)).isZero();
        assertThat(freshness.maxMs()).isGreaterThanOrEqualTo(365L * 24 * 3_600_000);
    }

    @Test
    void goesOnAfterRestoringAsIfNothingHadHappened() throws IOException {
        for (int ms = 0; ms < 300; ms++) {
            freshness.record(ms * 17L);
        }
        FreshnessHistogram restored = new FreshnessHistogram();
        restored.record(3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved(freshness))));
        freshness.record(1_000_000);
        restored.record(1_000_000);

        assertThat(restored.figures()).isEqualTo(freshness.figures());
        assertThat(saved(restored)).isEqualTo(saved(freshness));
    }

    @Test
    void isZeroBeforeAnythingWasRecorded() {
        assertThat(freshness.figures().values()).containsOnly(0.0);
    }

    @Test
    void refusesDamagedBytes() {
        byte[] bytes = {0, 0, 0, 4, 1, 2, 3, 4};
        assertThatThrownBy(() -> freshness.restore(new DataInputStream(new ByteArrayInputStream(bytes))))
                .isInstanceOf(IOException.class);
    }

    private static byte[] saved(FreshnessHistogram freshness) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        freshness.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
