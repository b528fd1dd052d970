package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.learner.evaluate.LabelProbes;
import io.freshet.learner.testing.LabelledTable;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labels of real streams, found by probes in what was learnt without them. */
class LabelledStreamsTest {
    // all of either stream takes a minute; what shows is there long before
    private static final int EVENTS = Integer.getInteger("freshet.events", 6_000);

    @Test
    void lastLabelOfElec2IsAsOftenRightAsPublished() throws IOException {
        LabelledTable elec2 = LabelledTable.elec2(Map.of());
        LabelProbes probes = new LabelProbes(new LabelProbes.Config("class", 1));
        elec2.read(Integer.MAX_VALUE, batch -> batch.forEach(example -> probes.observe(new float[1], example.label())));

        assertThat(probes.figures()).containsEntry("scored", 45_311.0);
        assertThat(probes.figures().get("last-label.accuracy")).isCloseTo(.853, within(.001));
    }

    @Test
    void embeddingsOfElec2KnowItsLabels() throws IOException {
        Map<String, Double> figures = run("elec2", LabelledTable.elec2(Map.of()));

        assertThat(figures.get("probes.knn.accuracy")).isGreaterThan(figures.get("probes.majority.accuracy") + .02);
        assertThat(figures.get("probes.linear.accuracy")).isGreaterThan(figures.get("probes.majority.accuracy") + .1);
    }

    @Test
    void embeddingsOfBankMarketingKnowItsLabels() throws IOException {
        Map<String, Double> figures = run("bank-marketing", LabelledTable.bankMarketing(Map.of()));

        // hardly anybody says yes in the first calls: accuracy would praise whoever says no, and a vote of 20 does
        assertThat(figures.get("probes.linear.macro-f1")).isGreaterThan(figures.get("probes.majority.macro-f1"));
    }

    private static Map<String, Double> run(String name, LabelledTable table) throws IOException {
        try (OnlineLearner learner = new OnlineLearner(table.config(), table.layout())) {
            long start = System.nanoTime();
            table.read(EVENTS, learner::learn);
            Map<String, Double> figures = learner.figures();
            System.out.printf(
                    "%s: %,.0f labels in %.1f s; accuracy and macro-F1 over all and over the last 20,000%n",
                    name, figures.get("probes.scored"), (System.nanoTime() - start) / 1e9);
            for (String probe : new String[] {"knn", "linear", "last-label", "majority"}) {
                System.out.printf(
                        "  %-10s %.4f %.4f, %.4f %.4f%n",
                        probe,
                        figures.get("probes." + probe + ".accuracy"),
                        figures.get("probes." + probe + ".macro-f1"),
                        figures.get("probes." + probe + ".last20k.accuracy"),
                        figures.get("probes." + probe + ".last20k.macro-f1"));
            }
            assertThat(figures).containsEntry("guard.trips", 0.0);
            return figures;
        }
    }
}
