package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.evaluate.Floors;
import io.freshet.schemas.message.MetricRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may throw anything as it closes
class FloorsOperatorTest {

    private static final List<Visit> VISITS = new Random(1)
            .longs(500)
            .mapToObj(random -> new Visit(Math.floorMod(random, 11), 100 + Math.floorMod(random >> 8, 17)))
            .toList();

    @Test
    void givesTheFiguresOfTheFloorsAtTheEnd() throws Exception {
        try (var harness = harness(null)) {
            observe(harness, 0, 500);
            harness.endInput();

            assertThat(newest(harness)).isEqualTo(figuresWithoutFlink());
        }
    }

    @Test
    void goesOnFromACheckpointAsIfNothingHadHappened() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(null)) {
            observe(harness, 0, 200);
            checkpoint = harness.snapshot(1, 1);
            observe(harness, 200, 300); // lost with the failure
        }
        try (var harness = harness(checkpoint)) {
            observe(harness, 200, 500);
            harness.endInput();

            assertThat(newest(harness)).isEqualTo(figuresWithoutFlink());
        }
    }

    @Test
    void reportsOnceAnIntervalAndOnlyNews() throws Exception {
        try (var harness = harness(null)) {
            harness.setProcessingTime(1_000);
            assertThat(harness.extractOutputValues()).isEmpty();

            observe(harness, 0, 20);
            harness.setProcessingTime(2_000);
            harness.setProcessingTime(9_000);
            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .extracting(MetricRecord::name, MetricRecord::events)
                    .containsExactly("floors", 20L);
        }
    }

    private static Map<String, Double> figuresWithoutFlink() {
        Floors floors = new Floors(Floors.Config.of(true));
        VISITS.forEach(visit -> floors.observe(visit.entity(), visit.item()));
        return floors.figures();
    }

    private static OneInputStreamOperatorTestHarness<Visit, MetricRecord> harness(
            @Nullable OperatorSubtaskState restored) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(
                new FloorsOperator(() -> new Floors(Floors.Config.of(true)), Duration.ofSeconds(1)));
        harness.setup(
                CompactType.METRIC.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    private static void observe(OneInputStreamOperatorTestHarness<Visit, MetricRecord> harness, int from, int to)
            throws Exception {
        for (Visit visit : VISITS.subList(from, to)) {
            harness.processElement(new StreamRecord<>(visit));
        }
    }

    private static Map<String, Double> newest(OneInputStreamOperatorTestHarness<Visit, MetricRecord> harness) {
        List<MetricRecord> records = harness.extractOutputValues();
        return records.get(records.size() - 1).values();
    }
}
