package io.freshet.bench.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScoreTableTest {
    private static final RunResult FLOORS = new RunResult(
            "films",
            1_000,
            2,
            3,
            Map.of(),
            Map.of(
                    "scored", 900.0,
                    "revisit.hr10", .05,
                    "revisit.ndcg10", .02,
                    "revisit.last20k.hr10", .9,
                    "transitions.hr10", .2,
                    "transitions.ndcg10", .10,
                    "popularity.hr10", .19,
                    "popularity.ndcg10", .12));

    @Test
    void showsMeanAndDeviationOverSeedsBesideTheHighestFloors() {
        ScoreTable table = new ScoreTable(List.of(standing(Map.of(1L, run(.30, .20), 2L, run(.32, .21)), Map.of())));

        assertThat(table.markdown()).isEqualTo("""
                | stream | events | best floor                | embeddings alone              | last 20,000                   | with memory | last 20,000 | events a second | seconds |
                |--------|--------|---------------------------|-------------------------------|-------------------------------|-------------|-------------|-----------------|---------|
                | films  | 1,000  | .2000 / .1200 transitions | .3100 ± .0141 / .2050 ± .0071 | .4000 ± .0000 / .2500 ± .0000 | -           | -           | 250             | 5.0     |
                """);
        assertThat(table.againstDefaults()).isEmpty();
    }

    @Test
    void comparesEachSeedWithItsOwnDefaults() {
        Standing standing = standing(
                Map.of(1L, run(.30, .20), 2L, run(.32, .21), 3L, run(.9, .9)),
                Map.of(1L, run(.31, .18), 2L, run(.34, .20)));

        assertThat(new ScoreTable(List.of(standing)).againstDefaults()).isEqualTo("""
                | against the defaults | embeddings alone                | last 20,000                     | with memory | last 20,000 | seeds |
                |----------------------|---------------------------------|---------------------------------|-------------|-------------|-------|
                | films                | -.0150 ± .0071 / +.0150 ± .0071 | +.0000 ± .0000 / +.0000 ± .0000 | -           | -           | 1, 2  |
                """);
    }

    @Test
    void showsScoresWithMemoryOnceTheLearnerHasThem() {
        RunResult run = new RunResult(
                "films",
                1_000,
                4,
                5,
                Map.of(),
                Map.of(
                        "prequential.hr10", .3,
                        "prequential.ndcg10", .2,
                        "prequential-with-memory.hr10", .35,
                        "prequential-with-memory.ndcg10", .22));

        assertThat(new ScoreTable(List.of(standing(Map.of(1L, run), Map.of()))).markdown())
                .contains("| .3000 / .2000    | -           | .3500 / .2200 | -           | 250");
    }

    @Test
    void reportLeavesOutWhatThereIsNot() {
        Standing standing = standing(Map.of(1L, run(.30, .20)), Map.of());

        Map<?, ?> stream =
                (Map<?, ?>) ((List<?>) new BoardReport(List.of(1L), Map.of(), "beef", List.of(), List.of(standing))
                                .tree()
                                .get("streams"))
                        .get(0);
        Map<?, ?> scores = (Map<?, ?>) stream.get("scores");

        assertThat(scores.get("prequential.hr10")).isEqualTo(Map.of("mean", .30));
        assertThat(scores.containsKey("prequential-with-memory.hr10")).isFalse();
        assertThat(standing.bestFloor().ndcg10()).isEqualTo(.12, within(0.0));
    }

    private static Standing standing(Map<Long, RunResult> runs, Map<Long, RunResult> defaults) {
        SortedMap<Long, RunResult> before = new TreeMap<>(defaults);
        return new Standing("films", FLOORS, new TreeMap<>(runs), before);
    }

    private static RunResult run(double hr10, double ndcg10) {
        return new RunResult(
                "films",
                1_000,
                4,
                5,
                Map.of(),
                Map.of(
                        "prequential.hr10",
                        hr10,
                        "prequential.ndcg10",
                        ndcg10,
                        "prequential.last20k.hr10",
                        .40,
                        "prequential.last20k.ndcg10",
                        .25));
    }
}
