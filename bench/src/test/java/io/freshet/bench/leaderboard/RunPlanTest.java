package io.freshet.bench.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunPlanTest {
    private static final RunPlan PLAN = new RunPlan(
            "films",
            Path.of("films.yaml"),
            "name: films",
            new TreeMap<>(Map.of("learner.batch.size", "32")),
            Path.of("films.csv"),
            "c0ffee",
            5_000,
            "beef");

    @Test
    void keepsItsKeyWhereverItsFilesLie() {
        RunPlan elsewhere = new RunPlan(
                "films",
                Path.of("other", "films.yaml"),
                "name: films",
                new TreeMap<>(Map.of("learner.batch.size", "32")),
                Path.of("other", "films.csv"),
                "c0ffee",
                5_000,
                "beef");

        assertThat(elsewhere.key()).isEqualTo(PLAN.key()).matches("films--[0-9a-f]{24}");
        assertThat(elsewhere.floorsKey()).isEqualTo(PLAN.floorsKey());
    }

    @Test
    void getsAnotherKeyByEverythingThatItsResultDependsOn() {
        assertThat(new String[] {
                    PLAN.key(),
                    PLAN.floorsKey(),
                    PLAN.withSeed(1).key(),
                    PLAN.withSeed(2).key(),
                    PLAN.with(Map.of()).key(),
                    PLAN.with(Map.of("learner.batch.size", "64")).key(),
                    of("name: films ", "c0ffee", 5_000, "beef").key(),
                    of("name: films", "c0ffed", 5_000, "beef").key(),
                    of("name: films", "c0ffee", 5_001, "beef").key(),
                    of("name: films", "c0ffee", 5_000, "beet").key()
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void floorsAreTheSameForEverySeedAndLearner() {
        assertThat(PLAN.withSeed(7).floorsKey()).isEqualTo(PLAN.floorsKey());
        assertThat(PLAN.with(Map.of("event.items-come-again", "true")).floorsKey())
                .isNotEqualTo(PLAN.floorsKey());
    }

    private static RunPlan of(String text, String content, int limit, String classes) {
        return new RunPlan("films", PLAN.pipeline(), text, PLAN.overrides(), PLAN.events(), content, limit, classes);
    }
}
