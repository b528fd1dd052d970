package io.freshet.ingest.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.freshet.config.ConfigException;
import io.freshet.ingest.IngestApp;
import io.freshet.ingest.IngestConfig;
import io.freshet.ingest.parse.FilePosition;
import io.freshet.ingest.parse.RawRecord;
import io.freshet.ingest.testing.LocalLog;
import io.freshet.ingest.testing.ReplayProcess;
import io.freshet.ingest.testing.Streams;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceIT {
    private static final String HEADER = Streams.RETAIL_COLUMNS + "\n";

    @TempDir
    static Path folder;

    private static @Nullable LocalLog log;

    @BeforeAll
    static void startLog() {
        log = LocalLog.start(folder.resolve("log"));
    }

    @AfterAll
    static void stopLog() {
        if (log != null) {
            log.close();
        }
    }

    @Test
    void sendsARecordARowUntouchedWithItsColumnsAndPlace() throws IOException {
        StreamConfig stream = retail("plain");
        String multiLine = "536365,85123A,\"TWO\nLINES, \"\"X\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom";
        Path file = write("plain.csv", HEADER + row(1) + "\r\n" + multiLine + "\n\n" + row(3));

        FileSource.Result result = source(stream, file).run(ReplayListener.SILENT);

        assertThat(result).isEqualTo(new FileSource.Result(3, 3, true));
        List<ConsumerRecord<byte[], byte[]>> records = committed(stream);
        assertThat(values(records)).containsExactly(row(1), multiLine, row(3));
        assertThat(records).allSatisfy(record -> {
            assertThat(record.key()).isNull();
            assertThat(header(record, RawRecord.COLUMNS_HEADER)).isEqualTo(Streams.RETAIL_COLUMNS);
        });
        assertThat(records)
                .extracting(record -> Objects.requireNonNull(FilePosition.in(record.headers()))
                        .row())
                .containsExactly(1L, 2L, 3L);
        FilePosition last =
                Objects.requireNonNull(FilePosition.in(records.get(2).headers()));
        assertThat(last.endOffset()).isEqualTo(Files.size(file));
        assertThat(last.file()).isEqualTo("plain.csv");
    }

    @Test
    void goesOnBehindTheLastCommittedRowHoweverOftenItIsBrokenOff() throws IOException {
        StreamConfig stream = retail("broken-off");
        List<String> rows = rows(30_000);
        Path file = gzip("broken-off.csv.gz", HEADER + String.join("\n", rows) + "\n");

        int runs = 0;
        FileSource.Result result;
        do {
            FileSource source = source(stream, file);
            long stopAt = ++runs * 4_000L;
            result = source.run(progress -> {
                if (progress.rows() >= stopAt) {
                    source.close();
                }
            });
        } while (!result.complete());

        assertThat(runs).isGreaterThan(1);
        assertThat(result.allRows()).isEqualTo(rows.size());
        assertThat(values(committed(stream))).isEqualTo(rows);
        assertThat(source(stream, file).run(ReplayListener.SILENT)).isEqualTo(new FileSource.Result(0, 30_000, true));
    }

    @Test
    void sendsEachRowOnceThoughItIsKilledAgainAndAgain() throws Exception {
        String yaml = Streams.RETAIL.replace("name: online-retail", "name: killed-replay");
        StreamConfig stream = retail("killed-replay");
        Path pipeline = write("killed-replay.yaml", yaml);
        List<String> rows = rows(400_000);
        Path file = gzip("killed-replay.csv.gz", HEADER + String.join("\n", rows) + "\n");
        for (int kill = 0; kill < 3; kill++) {
            long before = log().end(stream.rawTopic());
            Process process = ReplayProcess.start(log(), pipeline, file);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !process.isAlive() || log().end(stream.rawTopic()) > before + 1_000);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        FileSource.Result result = source(stream, file).run(ReplayListener.SILENT);
        assertThat(result.complete()).isTrue();
        assertThat(result.allRows()).isEqualTo(rows.size());
        assertThat(result.sentRows()).isLessThan(rows.size());
        assertThat(values(committed(stream))).isEqualTo(rows);
    }

    @Test
    void sendsWhatWasAppendedToAFile() throws IOException {
        StreamConfig stream = retail("appended");
        Path file = write("appended.csv", HEADER + row(1) + "\n");
        source(stream, file).run(ReplayListener.SILENT);
        write("appended.csv", HEADER + row(1) + "\n" + row(2) + "\n");
        assertThat(source(stream, file).run(ReplayListener.SILENT)).isEqualTo(new FileSource.Result(1, 2, true));
        assertThat(values(committed(stream))).containsExactly(row(1), row(2));
    }

    @Test
    void noticesAnotherFileOfTheSameName() throws IOException {
        StreamConfig stream = retail("replaced");
        Path file = write("replaced.csv", HEADER + row(1) + "\n" + row(2) + "\n");
        source(stream, file).run(ReplayListener.SILENT);
        write("replaced.csv", HEADER + row(9) + "\n" + row(2) + "\n" + row(3) + "\n");
        assertThatThrownBy(() -> source(stream, file).run(ReplayListener.SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("replaced.csv")
                .hasMessageContaining("--from-start");
        write("replaced.csv", HEADER);
        assertThatThrownBy(() -> source(stream, file).run(ReplayListener.SILENT))
                .isInstanceOf(ConfigException.class);

        write("replaced.csv", HEADER + row(9) + "\n");
        FileSource anew = new FileSource(
                stream, IngestConfig.defaults(), file.toString(), new FileSource.Options(Speed.FULL, true));
        assertThat(anew.run(ReplayListener.SILENT).sentRows()).isEqualTo(1);
        assertThat(values(committed(stream))).containsExactly(row(1), row(2), row(9));
    }

    @Test
    void saysWhichColumnsAFileLacks() throws IOException {
        StreamConfig stream = retail("columns");
        Path file = write("columns.csv", HEADER.replace("Quantity", "Quantiti") + row(1));
        assertThatThrownBy(() -> source(stream, file).run(ReplayListener.SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fields.quantity.from")
                .hasMessageContaining("Quantiti");
        assertThat(committed(stream)).isEmpty();
    }

    @Test
    void saysWhatAFileMustBe() throws IOException {
        StreamConfig stream = retail("wrong");
        assertThatThrownBy(() -> source(stream, folder.resolve("none.csv")).run(ReplayListener.SILENT))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> source(stream, folder).run(ReplayListener.SILENT))
                .hasMessageContaining("folder");
        Path utf16 = Files.write(
                folder.resolve("utf16.csv"), "\uFEFFa,b\n".getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> source(stream, utf16).run(ReplayListener.SILENT))
                .hasMessageContaining("UTF-16");
    }

    @Test
    void bringsEveryKindOfRowToItsOutcomeUnmoved() throws Exception {
        StreamConfig stream = retail("dirty");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(HEADER.getBytes(UTF_8));
        String[] rows = {
            row(1),
            row(2) + ",one too many",
            "x".repeat(10 << 20),
            row(4).replace("HEART", "BR\u00c9"),
            row(5).replace(",6,", ",NaN,"),
            row(6).replace(",2.55,", ",Infinity,"),
            row(7).replace("2010-12-01 08:26:00", "2010-12-01T08:26:00Z"),
            row(8).replace("2010-12-01 08:26:00", "1291191960"),
            row(9).replace("2010-12-01 08:26:00", "01.12.10"),
            row(10).replace("17850.0", ""),
            row(11).replace("HEART", "\"OPEN"),
            row(12)
        };
        for (String row : rows) {
            file.write(row.getBytes(UTF_8));
            file.write('\n');
        }
        file.write(row(13).replace("HEART", "\u00ff").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        Path path = Files.write(folder.resolve("dirty.csv"), file.toByteArray());

        assertThat(source(stream, path).run(ReplayListener.SILENT).allRows()).isEqualTo(13);
        try (IngestApp app = new IngestApp(
                stream, IngestConfig.defaults(), new IngestApp.Place(folder.resolve("dirty-state"), "it"))) {
            app.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> app.progress().caughtUp());
            assertThat(app.counts().accepted()).isEqualTo(5);
            assertThat(app.counts().rejected())
                    .containsEntry("column-count", 1L)
                    .containsEntry("too-large", 1L)
                    .containsEntry("not-finite", 2L)
                    .containsEntry("bad-timestamp", 1L)
                    .containsEntry("missing-entity", 1L)
                    .containsEntry("malformed-csv", 1L)
                    .containsEntry("bad-utf8", 1L)
                    .hasSize(7);
            assertThat(app.health().restarts()).isZero();
        }
        ConsumerRecord<byte[], byte[]> huge = log().committed(stream.topics().deadLetters()).stream()
                .filter(letter -> header(letter, "freshet.code").equals("too-large"))
                .findFirst()
                .orElseThrow();
        assertThat(header(huge, "freshet.cut-from-bytes")).isEqualTo(String.valueOf(10 << 20));
        assertThat(huge.value().length).isBetween(1 << 20, 2 << 20);
    }

    @Test
    void replaysAtAMultipleOfEventTime() throws IOException {
        StreamConfig stream = retail("paced");
        Path file = write(
                "paced.csv",
                HEADER + row(1) + "\nbroken\n" + row(2).replace("08:26:00", "08:26:20") + "\n"
                        + row(3).replace("08:26:00", "08:27:00") + "\n");
        FileSource source = new FileSource(
                stream, IngestConfig.defaults(), file.toString(), new FileSource.Options(Speed.parse("60x"), false));
        source.run(ReplayListener.SILENT);
        List<ConsumerRecord<byte[], byte[]>> records = committed(stream);
        assertThat(records).hasSize(4);
        long start = records.get(0).timestamp();
        assertThat(records.get(2).timestamp() - start).isBetween(300L, 2_000L);
        assertThat(records.get(3).timestamp() - start).isBetween(950L, 3_000L);
    }

    @Test
    void stopsWithinAWait() throws Exception {
        StreamConfig stream = retail("stopped");
        Path file = write(
                "stopped.csv", HEADER + row(1) + "\n" + row(2).replace("08:26:00", "20:26:00") + "\n" + row(3) + "\n");
        FileSource source = new FileSource(
                stream, IngestConfig.defaults(), file.toString(), new FileSource.Options(Speed.parse("2"), false));
        CompletableFuture<FileSource.Result> run =
                CompletableFuture.supplyAsync(() -> source.run(ReplayListener.SILENT));
        await().atMost(Duration.ofSeconds(30)).until(() -> committed(stream).size() == 1);
        source.close();
        assertThat(run.get()).isEqualTo(new FileSource.Result(1, 1, false));
    }

    @Test
    void endsWhenAnotherReplayTakesOver() throws Exception {
        StreamConfig stream = retail("taken-over");
        Path file = write(
                "taken-over.csv",
                HEADER + row(1) + "\n" + row(2).replace("08:26:00", "08:26:06") + "\n" + row(3) + "\n");
        FileSource slow = new FileSource(
                stream, IngestConfig.defaults(), file.toString(), new FileSource.Options(Speed.parse("2x"), false));
        CompletableFuture<FileSource.Result> first =
                CompletableFuture.supplyAsync(() -> slow.run(ReplayListener.SILENT));
        await().atMost(Duration.ofSeconds(30)).until(() -> committed(stream).size() == 1);
        assertThat(source(stream, file).run(ReplayListener.SILENT)).isEqualTo(new FileSource.Result(2, 3, true));
        assertThatThrownBy(first::get).hasMessageContaining("taken over");
        assertThat(committed(stream)).hasSize(3);
    }

    @Test
    void readsWhatIsPipedIn() {
        StreamConfig stream = retail("piped");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((HEADER + row(1) + "\n" + row(2)).getBytes(UTF_8)));
        try {
            FileSource source = new FileSource(stream, IngestConfig.defaults(), "-", FileSource.Options.DEFAULTS);
            assertThat(source.run(ReplayListener.SILENT)).isEqualTo(new FileSource.Result(2, 2, true));
        } finally {
            System.setIn(before);
        }
        assertThat(values(committed(stream))).containsExactly(row(1), row(2));
    }

    private static StreamConfig retail(String name) {
        StreamConfig stream = Streams.stream(Streams.RETAIL.replace("name: online-retail", "name: " + name))
                .at(log().bootstrapServers(), log().registryUrl());
        log().create(stream.topics().specs(1, 1));
        return stream;
    }

    private static FileSource source(StreamConfig stream, Path file) {
        return new FileSource(stream, IngestConfig.defaults(), file.toString(), FileSource.Options.DEFAULTS);
    }

    private static String row(int n) {
        return "5363%02d,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom".formatted(n);
    }

    private static List<String> rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            rows.add(row(n));
        }
        return rows;
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path gzip(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(UTF_8));
        }
        return file;
    }

    private static List<ConsumerRecord<byte[], byte[]>> committed(StreamConfig stream) {
        return log().committed(stream.rawTopic());
    }

    private static List<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private static LocalLog log() {
        return Objects.requireNonNull(log);
    }
}
