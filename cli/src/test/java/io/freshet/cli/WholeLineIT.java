package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.embedded.LogProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole line, as a user runs it: a dirty file in, an account of every row and fresh embeddings out. */
class WholeLineIT {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int ROWS = 6_000;

    @TempDir
    Path directory;

    /** What a file holds, by what is to become of its rows. */
    private record Dirty(Path file, int good, int withoutCustomer, int cancelled, int returned) {}

    @AfterEach
    void endLog() {
        // a killed run leaves its log behind, by design
        LogProcess.use(directory.resolve("data")).close();
    }

    @Test
    void accountsForEveryRowThoughKilledInTheMiddle() throws Exception {
        Dirty dirty = dirtyFile(directory.resolve("rows.csv"), ROWS);
        Path report = directory.resolve("report.json");

        for (int kills = 0; kills < 2; kills++) {
            try (FreshetProcess run = run(dirty, report)) {
                int events = 500 + 700 * kills; // early enough that the line does not end by itself between two looks
                await().atMost(PATIENCE).until(() -> !run.isAlive() || eventsShown(run.output()) > events);
                run.kill();
            }
        }
        assertThat(LogProcess.find(directory.resolve("data")))
                .as("the log outlives a kill")
                .isPresent();
        try (FreshetProcess run = run(dirty, report)) {
            assertThat(run.await(PATIENCE)).as(run.output()).isZero();
        }

        JsonNode account = new ObjectMapper().readTree(report.toFile());
        assertThat(account.at("/events/read").asInt()).isEqualTo(ROWS);
        assertThat(account.at("/events/accepted").asInt()).isEqualTo(dirty.good());
        assertThat(account.at("/events/duplicates").asInt()).isZero();
        assertThat(account.at("/events/rejected/missing-entity").asInt()).isEqualTo(dirty.withoutCustomer());
        assertThat(account.at("/events/rejected/pattern-mismatch").asInt()).isEqualTo(dirty.cancelled());
        assertThat(account.at("/events/rejected/out-of-range").asInt()).isEqualTo(dirty.returned());
        assertThat(account.at("/trained/examples").asInt()).isEqualTo(dirty.good());
        assertThat(account.at("/prequential/scored").asInt()).isPositive();
        assertThat(account.at("/prequential_with_memory/scored")).isEqualTo(account.at("/prequential/scored"));
        assertThat(account.at("/figures/memory/weight.embeddings").isNumber()).isTrue();
        assertThat(LogProcess.find(directory.resolve("data")))
                .as("a normal end ends it")
                .isEmpty();
    }

    private FreshetProcess run(Dirty dirty, Path report) throws Exception {
        return FreshetProcess.start(
                directory,
                "run",
                Path.of("..", "examples", "online-retail", "pipeline.yaml")
                        .toAbsolutePath()
                        .toString(),
                "--input=" + dirty.file(),
                "--until-end",
                "--report=" + report,
                "--data-dir=" + directory.resolve("data"),
                "--port=0",
                "--set=learner.checkpoint.interval=1s");
    }

    /** The highest "1,234 events" that a run has shown. */
    private static int eventsShown(String output) {
        return output.lines()
                .filter(line -> line.matches("[\\d,]+ events.*"))
                .mapToInt(line -> Integer.parseInt(line.split(" ")[0].replace(",", "")))
                .max()
                .orElse(0);
    }

    private static Dirty dirtyFile(Path file, int rows) throws Exception {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>(
                List.of("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"));
        int[] counts = new int[4];
        for (int i = 0; i < rows; i++) {
            int kind = random.nextInt(20) < 16 ? 0 : 1 + random.nextInt(3);
            counts[kind]++;
            int group = random.nextInt(5);
            int product = group * 20 + random.nextInt(20);
            lines.add("%s%d,P%d,PRODUCT %d,%d,2011-%02d-%02d 10:%02d:00,%d.50,%s,United Kingdom"
                    .formatted(
                            kind == 2 ? "C" : "",
                            500_000 + i / 5,
                            product,
                            product,
                            kind == 3 ? -1 : 1 + random.nextInt(9),
                            1 + i * 12 / rows,
                            1 + i % 28,
                            i % 60,
                            1 + product % 7,
                            kind == 1 ? "" : (group * 10 + random.nextInt(10)) + ".0"));
        }
        Files.write(file, lines);
        return new Dirty(file, counts[0], counts[1], counts[2], counts[3]);
    }
}
