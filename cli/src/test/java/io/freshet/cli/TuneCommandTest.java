package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneCommandTest {
    private static final int EVENTS = 1_500;

    @TempDir
    Path directory;

    private Path pipeline;
    private Path events;

    /** A stream in which each item is followed by the next one, mostly. */
    @BeforeEach
    void writeStream() throws IOException {
        pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
                # a comment
                name: rounds
                format: { type: csv, columns: [user, item] }
                fields:
                  user: { type: categorical }
                  item: { type: categorical }
                event: { entity: user, item: item, items-come-again: true }
                learner:
                  encoder: { dimensions: 16 }
                  batch: { size: 16, max-age: off }
                """);
        SplittableRandom random = new SplittableRandom(5);
        int[] at = new int[20];
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            int user = random.nextInt(at.length);
            at[user] = random.nextInt(10) == 0 ? random.nextInt(40) : (at[user] + 1) % 40;
            rows.append('u')
                    .append(user)
                    .append(',')
                    .append('i')
                    .append(at[user])
                    .append('\n');
        }
        events = Files.writeString(directory.resolve("rounds.csv"), rows);
    }

    @Test
    void findsABetterRateThanTheWorstAndWritesAPipelineThatIsValid() throws IOException {
        Path space = Files.writeString(directory.resolve("space.yaml"), """
                learner.optimiser.row-rate: { from: 0.0001, to: 0.3, scale: log }
                learner.popularity-half-life: [200, 5000]
                """);
        Path best = directory.resolve("out").resolve("best.yaml");
        Path report = directory.resolve("tuning.json");

        Ran ran = tune(
                "--space",
                space.toString(),
                "--trials",
                "6",
                "--seed",
                "3",
                "--set",
                "learner.seed=2",
                "--out",
                best.toString(),
                "--report",
                report.toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        List<Double> scores = new ArrayList<>();
        json.get("trials").forEach(trial -> scores.add(trial.get("score").asDouble()));
        assertThat(scores).hasSize(7).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(scores.get(0)).isGreaterThan(scores.get(6) + .1);
        assertThat(json.get("metric").asText()).isEqualTo("prequential.ndcg10");
        assertThat(ran.out())
                .contains("| as it is ")
                .contains("optimiser.row-rate")
                .contains("without the comments");

        assertThat(Ran.of("validate", best.toString()).out()).isEqualTo("OK: rounds" + System.lineSeparator());
        assertThat(Ran.of("describe", best.toString()).out())
                .containsPattern("learner\\.seed +2\\R")
                .containsPattern("learner\\.batch\\.max-age +off\\R")
                .containsPattern("fields\\.item\\.type +categorical\\R");
        assertThat(Files.readString(best)).startsWith("# ").doesNotContain("a comment");
    }

    @Test
    void triesEveryPointOfAGrid() throws IOException {
        Path space = Files.writeString(directory.resolve("space.yaml"), "learner.batch.size: [16, 64, 256]\n");

        Ran ran = tune(
                "--space",
                space.toString(),
                "--method",
                "grid",
                "--events",
                "600",
                "--metric",
                "hr10",
                "--out",
                directory.resolve("best.yaml").toString());

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines().filter(line -> line.startsWith("| "))).hasSize(5);
        assertThat(ran.out()).contains("prequential.hr10");
    }

    @Test
    void valuesMustBeSingle() throws IOException {
        Path space = Files.writeString(
                directory.resolve("space.yaml"),
                "learner.objectives.next-event: [{ matryoshka: [16] }, { weight: 1 }]\n");

        Ran refused = tune("--space", space.toString());

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("space.yaml:1: learner.objectives.next-event: must be a single value");
    }

    @Test
    void mistakesAreToldBeforeAnythingIsTried() {
        assertThat(tune("--metric", "ndcg11").err()).contains("--metric: must be a figure of the learner, got ndcg11");
        assertThat(tune("--trials", "0").exit()).isEqualTo(2);
        assertThat(tune("--out", pipeline.toString(), "--trials", "1", "--events", "64")
                        .err())
                .contains("--out: must not be the pipeline's own file");
        assertThat(Ran.of("tune", pipeline.toString()).err()).contains("--input: must be a readable file, got nothing");
    }

    private Ran tune(String... more) {
        List<String> line = new ArrayList<>(List.of("tune", pipeline.toString(), "--input", events.toString()));
        line.addAll(List.of(more));
        return Ran.of(line.toArray(String[]::new));
    }
}
