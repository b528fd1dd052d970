package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.embedded.RegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole line on a broker that wants TLS and a login: every client gets in, and the password stands nowhere. The build
 * gives tests the environment variable FRESHET_TEST_SECRET.
 */
class SecuredLineIT {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final String SECRET = System.getenv("FRESHET_TEST_SECRET");
    private static final int ROWS = 600;

    @TempDir
    Path directory;

    @Test
    void everyClientLogsInAndThePasswordStandsNowhere() throws Exception {
        Path data = directory.resolve("data");
        Path report = directory.resolve("report.json");
        try (SecuredBroker broker = SecuredBroker.start(directory.resolve("broker"), SECRET);
                RegistryServer registry = RegistryServer.start(directory.resolve("schemas.json"), 0)) {
            Path pipeline = pipeline(broker, registry);
            rows(directory.resolve("rows.csv"));

            Ran stranger = Ran.of("topics", pipeline.toString(), "--set=kafka.security.password=${env:HOME}");
            assertThat(stranger.exit()).isEqualTo(1);
            assertThat(stranger.err()).containsIgnoringCase("authentication");

            try (FreshetProcess run = FreshetProcess.start(
                    directory,
                    "run",
                    pipeline.toString(),
                    "--until-end",
                    "--report=" + report,
                    "--data-dir=" + data,
                    "--port=0")) {
                assertThat(run.await(PATIENCE)).as(run.output()).isZero();
                assertThat(run.output()).doesNotContain(SECRET);
            }
            JsonNode account = new ObjectMapper().readTree(report.toFile());
            assertThat(account.at("/events/read").asInt()).isEqualTo(ROWS);
            assertThat(account.at("/trained/examples").asInt()).isEqualTo(ROWS);

            Ran described = Ran.of("describe", pipeline.toString());
            assertThat(described.out()).contains("${env:FRESHET_TEST_SECRET}").doesNotContain(SECRET);
        }
        assertThat(holding(data)).isEmpty();
    }

    /** The files that the password stands in. */
    private static List<Path> holding(Path folder) throws IOException {
        List<Path> holding = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    holding.add(file);
                }
            }
        }
        return holding;
    }

    private Path pipeline(SecuredBroker broker, RegistryServer registry) throws IOException {
        return Files.writeString(directory.resolve("pipeline.yaml"), """
                name: secured
                source: { file: { path: rows.csv } }
                format: { type: csv }
                kafka:
                  bootstrap-servers: %s
                  registry: %s
                  security:
                    protocol: sasl-ssl
                    username: %s
                    password: ${env:FRESHET_TEST_SECRET}
                    truststore: %s
                fields:
                  user: { type: categorical }
                  item: { type: categorical, of: item }
                  at:   { type: timestamp }
                event: { entity: user, item: item, time: at }
                learner: { encoder: { dimensions: 8 }, checkpoint: { interval: 1s } }
                """.formatted(
                        broker.bootstrapServers(), registry.url(), SecuredBroker.USER, broker.certificate()));
    }

    private static void rows(Path file) throws IOException {
        List<String> rows = new ArrayList<>(List.of("user,item,at"));
        for (int i = 0; i < ROWS; i++) {
            rows.add("u%d,i%d,%d".formatted(i % 20, i * 7 % 31, 1_767_225_600_000L + i * 1_000L));
        }
        Files.write(file, rows);
    }
}
