package io.freshet.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RunReportTest {

    @Test
    void saysOfEachProbeAndFloorHowOftenItGuessedTheLabel() {
        Map<String, RunReport.Guessed> probes = RunReport.probes(Map.of(
                "scored", 99.0,
                "classes", 2.0,
                "last-label.accuracy", .8,
                "last-label.macro-f1", .7,
                "last-label.last20k.accuracy", .6,
                "last-label.last20k.macro-f1", .5));

        assertThat(probes)
                .isEqualTo(Map.of("last_label", new RunReport.Guessed(99, .8, .7, new RunReport.Labels(.6, .5))));
    }

    @Test
    void saysNothingOfProbesWhereThereIsNoLabel() {
        assertThat(RunReport.probes(Map.of())).isEmpty();
    }
}
