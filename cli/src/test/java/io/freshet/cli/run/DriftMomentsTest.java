package io.freshet.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftMomentsTest {
    @Test
    void readsMomentsOutOfTheFiguresInTheOrderOfTheStream() {
        Map<String, Double> figures = Map.of(
                "moments", 12.0, "at.12.adwin.score.hr10", 31_000.0, "at.11.page-hinkley.field.unit-price", 30_100.0);

        assertThat(RunReport.Drift.of(figures))
                .containsExactly(
                        new RunReport.Drift(30_100, null, "unit-price", "page-hinkley"),
                        new RunReport.Drift(31_000, "hr10", null, "adwin"));
    }
}
