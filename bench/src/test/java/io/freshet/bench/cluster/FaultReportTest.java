package io.freshet.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultReportTest {
    @TempDir
    Path folder;

    @Test
    void hasTheKeysThatOthersRead() throws IOException {
        FaultRecord fault = new FaultRecord(FaultKind.NETWORK_CUT, "network-cut a / b", 12, 9.5, 9, 30);
        FaultReport report = new FaultReport(
                new FaultReport.Run(1, 1000, 600, 2, "a namespace each"),
                outcome(ledger(10), 10, true, Map.of("http://one", List.of())),
                List.of(fault),
                Map.of(FaultKind.DISK_FULL, "no disk"));
        Path file = folder.resolve("faults.json");

        report.write(file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/events/produced").asLong()).isEqualTo(10);
        assertThat(json.at("/events/lost").asLong(-1)).isZero();
        assertThat(json.at("/events/trained_twice").asLong(-1)).isZero();
        assertThat(json.at("/faults/total").asLong()).isEqualTo(1);
        assertThat(json.at("/faults/network_cut/fresh_again_seconds_max").asDouble())
                .isEqualTo(9.5);
        assertThat(json.at("/faults/left_out/disk-full").asText()).isEqualTo("no disk");
        assertThat(json.at("/longest_gap_seconds").asDouble()).isEqualTo(4.5);
        assertThat(json.at("/serving_equals_topic").asBoolean()).isTrue();
        assertThat(json.at("/hands_needed").asLong(-1)).isZero();
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void eventsThatTheLearnerDidNotTakeInAreLost() {
        FaultReport.Outcome outcome = outcome(ledger(10), 8, false, Map.of());
        assertThat(outcome.lost()).isEqualTo(2);
        assertThat(outcome.trainedTwice()).isZero();
    }

    @Test
    void eventsThatItTookInTwiceAreTrainedTwice() {
        FaultReport.Outcome outcome = outcome(ledger(10), 13, false, Map.of());
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.trainedTwice()).isEqualTo(3);
    }

    @Test
    void asManyEventsButOthersAreLostAndTrainedTwice() {
        FaultReport.Outcome outcome = outcome(ledger(10), 10, false, Map.of());
        assertThat(outcome.lost()).isEqualTo(1);
        assertThat(outcome.trainedTwice()).isEqualTo(1);
    }

    @Test
    void aFaultThatDoesNotEndNeedsAHand() {
        FaultRecord fault = new FaultRecord(FaultKind.BROKER, "broker broker-1", 12, -1, 80, -1);
        FaultReport report = new FaultReport(
                new FaultReport.Run(1, 1000, 600, 2, "one address"),
                outcome(ledger(1), 1, true, Map.of()),
                List.of(fault),
                Map.of());
        assertThat(report.isClean()).isFalse();
        assertThat(report.json()).containsEntry("hands_needed", 1L);
    }

    private static Ledger ledger(int events) {
        Ledger ledger = new Ledger();
        for (int n = 0; n < events; n++) {
            ledger.produced(n);
            ledger.event(n, "u", "t", n);
        }
        return ledger;
    }

    private static FaultReport.Outcome outcome(
            Ledger ledger, long learnt, boolean isDigestEqual, Map<String, List<String>> differences) {
        return new FaultReport.Outcome(
                ledger, 0, learnt, isDigestEqual, 4.5, 6, 3, 0, differences, Map.of("broker-1", 1));
    }
}
