package io.freshet.serving.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.MetricRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricHistoryTest {
    private final MetricHistory history = new MetricHistory(100);

    @Test
    void staysBoundedAndKeepsTheRecentWhole() {
        for (int i = 1; i <= 10_000; i++) {
            history.add(point(i));
        }
        List<Long> times = times(history.points("training", 0, 1_000));
        assertThat(times).hasSizeLessThanOrEqualTo(100).isSorted();
        assertThat(times.get(0)).isLessThan(2_000);
        assertThat(times.subList(times.size() - 20, times.size())).first().isEqualTo(9_981L);
        assertThat(times).last().isEqualTo(10_000L);
    }

    @Test
    void spreadsFewPointsOverManyAndEndsWithTheNewest() {
        for (int i = 1; i <= 90; i++) {
            history.add(point(i));
        }
        assertThat(times(history.points("training", 0, 9)))
                .containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L);
        assertThat(times(history.points("training", 87, 9))).containsExactly(88L, 89L, 90L);
        assertThat(history.points("nothing", 0, 9)).isEmpty();
    }

    @Test
    void doesNotRunBackwards() {
        history.add(point(5));
        history.add(point(3));
        history.add(point(5));
        history.add(point(6));
        assertThat(times(history.points("training", 0, 9))).containsExactly(5L, 6L);
    }

    private static MetricRecord point(long time) {
        return new MetricRecord("training", time, time, time, Map.of("loss", 1.0));
    }

    private static List<Long> times(List<MetricRecord> points) {
        return points.stream().map(MetricRecord::timeMs).toList();
    }
}
