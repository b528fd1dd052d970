package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.MetricRecord;
import java.util.Map;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may throw anything as it closes
class MetricsOfAllTest {

    private static MetricRecord by(int trainer, String group, long events, Map<String, Double> values) {
        return MetricsOfAll.signed(new MetricRecord(group, 1_000 + trainer, trainer, events, values), trainer);
    }

    @Test
    void countsAreAddedUpAndScoresWeighedByWhatEachHasScored() throws Exception {
        try (OneInputStreamOperatorTestHarness<MetricRecord, MetricRecord> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new MetricsOfAll(2))) {
            harness.processElement(by(0, "training", 30, Map.of("examples", 28.0, "loss", 2.0)), 0);
            assertThat(harness.extractOutputValues()).as("one has not spoken").isEmpty();

            harness.processElement(by(1, "training", 10, Map.of("examples", 8.0, "loss", 4.0)), 0);
            harness.processElement(by(0, "prequential", 30, Map.of("scored", 30.0, "hr10", .2)), 0);
            harness.processElement(by(1, "prequential", 10, Map.of("scored", 10.0, "hr10", .6)), 0);

            assertThat(harness.extractOutputValues())
                    .containsExactly(
                            new MetricRecord("training", 1_001, 1, 40, Map.of("examples", 36.0, "loss", 3.0)),
                            new MetricRecord("prequential", 1_001, 1, 40, Map.of("scored", 40.0, "hr10", .3)));
        }
    }

    @Test
    void digestsAddUpAsThoseOfOneTrainerWould() throws Exception {
        double most = (1L << 48) - 1;
        try (OneInputStreamOperatorTestHarness<MetricRecord, MetricRecord> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new MetricsOfAll(2))) {
            harness.processElement(by(0, "training", 1, Map.of("events-digest", most)), 0);
            harness.processElement(by(1, "training", 1, Map.of("events-digest", 3.0)), 0);

            assertThat(harness.extractOutputValues())
                    .extracting(MetricRecord::values)
                    .containsExactly(Map.of("events-digest", 2.0));
        }
    }

    @Test
    void whatIsOfNoTrainerPasses() throws Exception {
        MetricRecord floors = new MetricRecord("floors", 1, 0, 5, Map.of("popularity.hr10", .1));
        try (OneInputStreamOperatorTestHarness<MetricRecord, MetricRecord> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new MetricsOfAll(2))) {
            harness.processElement(floors, 0);
            assertThat(harness.extractOutputValues()).containsExactly(floors);
        }
    }
}
