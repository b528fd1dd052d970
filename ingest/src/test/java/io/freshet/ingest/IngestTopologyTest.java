package io.freshet.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ingest.testing.PlainEvents;
import io.freshet.ingest.testing.Streams;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTopologyTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String EDIT =
            "{\"id\":\"%s\",\"user\":\"%s\",\"channel\":\"#en\",\"page\":{\"title\":\"A\"},\"at\":1442018818771,\"score\":1}";

    @TempDir
    Path state;

    private @Nullable TopologyTestDriver driver;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    @Test
    void sendsAnEventKeyedByItsEntityWithTheTimeItsRawRecordWasAppended() {
        Line line = edits(IngestConfig.defaults());
        Headers headers = new RecordHeaders()
                .add("traceparent", "00-1".getBytes(UTF_8))
                .add("freshet.position", "f:1:2:00000000".getBytes(UTF_8));
        line.send(bytes(EDIT.formatted("e1", "Ann")), headers, NOON);

        TestRecord<String, Event> event = line.events.readRecord();
        assertThat(event.key()).isEqualTo("Ann");
        assertThat(event.value().id()).isEqualTo("e1");
        assertThat(event.value().timeMs()).isEqualTo(1442018818771L);
        assertThat(event.getRecordTime()).isEqualTo(NOON);
        assertThat(event.headers().toArray()).extracting(Header::key).containsExactly("traceparent");
        assertThat(line.deadLetters.isEmpty()).isTrue();
    }

    @Test
    void sendsARejectWithItsOwnBytesKeyHeadersAndTheReason() {
        Line line = edits(IngestConfig.defaults());
        byte[] broken = {'{', (byte) 0xFF};
        line.raw.pipeInput(
                new TestRecord<>(new byte[] {7}, broken, new RecordHeaders().add("traceparent", new byte[] {1}), NOON));

        TestRecord<byte[], byte[]> letter = line.deadLetters.readRecord();
        assertThat(letter.key()).containsExactly(7);
        assertThat(letter.value()).isEqualTo(broken);
        assertThat(letter.getRecordTime()).isEqualTo(NOON);
        assertThat(texts(letter.headers()))
                .containsEntry("freshet.code", "bad-utf8")
                .containsEntry("freshet.reason", "the bytes are not UTF-8")
                .containsEntry("freshet.source-topic", "edits.raw")
                .containsEntry("freshet.source-partition", "0")
                .containsEntry("freshet.source-offset", "0")
                .containsEntry("freshet.source-timestamp", String.valueOf(NOON.toEpochMilli()))
                .containsEntry("traceparent", "\u0001")
                .doesNotContainKey("freshet.field");
        assertThat(line.events.isEmpty()).isTrue();
    }

    @Test
    void namesTheFieldAtFault() {
        Line line = edits(IngestConfig.defaults());
        line.send(EDIT.formatted("e1", "Ann").replace("\"score\":1", "\"score\":\"x\""), NOON);
        assertThat(texts(line.deadLetters.readRecord().headers()))
                .containsEntry("freshet.field", "score")
                .containsEntry("freshet.code", "not-a-number");
    }

    @Test
    void tellsOnlyOfTheLastTimeWhenADeadLetterIsSentAgain() {
        Line line = edits(IngestConfig.defaults());
        line.send("{", NOON);
        TestRecord<byte[], byte[]> letter = line.deadLetters.readRecord();
        line.send(letter.value(), letter.headers(), NOON);
        TestRecord<byte[], byte[]> again = line.deadLetters.readRecord();
        assertThat(again.headers().headers("freshet.code")).hasSize(1);
        assertThat(texts(again.headers())).containsEntry("freshet.source-offset", "1");
    }

    @Test
    void keepsANullKeyAndANullValueAsTheyCame() {
        Line line = edits(IngestConfig.defaults());
        line.raw.pipeInput(new TestRecord<>(null, null, new RecordHeaders(), NOON));
        TestRecord<byte[], byte[]> letter = line.deadLetters.readRecord();
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(texts(letter.headers())).containsEntry("freshet.code", "empty-record");
    }

    @Test
    void cutsOnlyWhatTheDeadLetterTopicCouldNotTake() {
        Line line = edits(IngestConfig.defaults().withMaxRecordBytes(1000));
        line.send("x".repeat(2000), NOON);
        line.send("x".repeat(200_000), NOON);
        TestRecord<byte[], byte[]> whole = line.deadLetters.readRecord();
        assertThat(whole.value()).hasSize(2000);
        assertThat(texts(whole.headers())).doesNotContainKey("freshet.cut-from-bytes");
        TestRecord<byte[], byte[]> cut = line.deadLetters.readRecord();
        assertThat(cut.value()).hasSize(100_000);
        assertThat(texts(cut.headers()))
                .containsEntry("freshet.cut-from-bytes", "200000")
                .containsEntry("freshet.code", "too-large");
    }

    @Test
    void passesAnIdOnOnceWithinTheWindowAndAgainAfterIt() {
        Line line = edits(IngestConfig.defaults());
        line.send(EDIT.formatted("e1", "Ann"), NOON);
        line.send(EDIT.formatted("e1", "Ann"), NOON.plusSeconds(599));
        line.send(EDIT.formatted("e2", "Ann"), NOON.plusSeconds(599));
        line.send(EDIT.formatted("e1", "Ann"), NOON.plusSeconds(601));
        line.send(EDIT.formatted("e1", "Ann"), NOON.plusSeconds(601 + 600));
        line.send(EDIT.formatted("e1", "Ann"), NOON.plusSeconds(601 + 601));
        assertThat(line.ids()).containsExactly("e1", "e2", "e1", "e1");
        assertThat(line.counts()).containsOnly(Map.entry("accepted", 4L), Map.entry("duplicate", 2L));
    }

    @Test
    void rememberNothingWhenToldSo() {
        Line line = edits(IngestConfig.defaults().withDeduplicate(null));
        line.send(EDIT.formatted("e1", "Ann"), NOON);
        line.send(EDIT.formatted("e1", "Ann"), NOON);
        assertThat(line.ids()).containsExactly("e1", "e1");
    }

    @Test
    void aTimestampFromTheFutureDoesNotEndRemembering() {
        Line line = edits(IngestConfig.defaults());
        line.send(EDIT.formatted("e0", "Ann"), Instant.parse("2999-01-01T00:00:00Z"));
        line.send(EDIT.formatted("e1", "Ann"), NOON);
        line.send(EDIT.formatted("e1", "Ann"), NOON.plusSeconds(1));
        assertThat(line.ids()).containsExactly("e0", "e1");
    }

    @Test
    void aRowOfAFileThatIsSentAgainIsTheSameEvent() {
        Line line = line(Streams.RETAIL, IngestConfig.defaults());
        String row = "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom";
        for (String position : List.of("f.csv:1:70:0000000a", "f.csv:2:140:0000000b", "f.csv:1:70:0000000a")) {
            Headers headers = new RecordHeaders()
                    .add("freshet.columns", bytes(Streams.RETAIL_COLUMNS))
                    .add("freshet.position", bytes(position));
            line.send(bytes(row), headers, NOON);
        }
        line.send(bytes(row), new RecordHeaders().add("freshet.columns", bytes(Streams.RETAIL_COLUMNS)), NOON);
        line.send(bytes(row), new RecordHeaders().add("freshet.columns", bytes(Streams.RETAIL_COLUMNS)), NOON);
        assertThat(line.ids())
                .containsExactly(
                        "f.csv:1:70:0000000a",
                        "f.csv:2:140:0000000b",
                        "online-retail.raw-0-3",
                        "online-retail.raw-0-4");
    }

    @Test
    void bringsAnIdsRecordsTogetherWhereTheyMayStandInSeveralPartitions() {
        StreamConfig stream = Streams.stream(Streams.EDITS);
        IngestTopology.Log log = new IngestTopology.Log(PlainEvents.of(stream), 4, 1 << 20, 100_000);
        String described = IngestTopology.build(stream, IngestConfig.defaults(), log)
                .describe()
                .toString();
        assertThat(described).contains("by-entity-repartition");
        driver = new TopologyTestDriver(
                IngestTopology.build(stream, IngestConfig.defaults(), log), properties(), NOON.plusSeconds(86_400));
        Line line = new Line(driver, stream);
        line.send(EDIT.formatted("e1", "Ann"), NOON);
        line.send(EDIT.formatted("e1", "Ann"), NOON);
        line.send(EDIT.formatted("e2", "Bob"), NOON);
        assertThat(line.ids()).containsExactly("e1", "e2");
    }

    @Test
    void endsEveryRecordInExactlyOneOutcome() {
        long seed = System.nanoTime();
        System.out.println("endsEveryRecordInExactlyOneOutcome: seed " + seed);
        Random random = new Random(seed);
        Line line = edits(IngestConfig.defaults().withMaxRecordBytes(250));
        Map<String, Long> expected = new HashMap<>();
        Set<String> seen = new HashSet<>();
        int sent = 1_500; // the driver commits after each record
        for (int n = 0; n < sent; n++) {
            String id = "e" + random.nextInt(600);
            String edit = EDIT.formatted(id, "user" + random.nextInt(20));
            String[] broken = {
                "{",
                "",
                edit + "}",
                edit.replace("user1", ""),
                edit.replace("1442018818771", "\"x\""),
                edit.repeat(3),
                edit.replace("\"score\":1", "\"score\":null"),
                edit.replace("#en", "\ud800"),
                "null",
                "[]",
                "1,2,3"
            };
            String text = random.nextInt(3) > 0 ? edit : broken[random.nextInt(broken.length)];
            line.send(text, NOON.plusMillis(n));
            String code = line.deadLetters.isEmpty()
                    ? ""
                    : texts(line.deadLetters.readRecord().headers()).getOrDefault("freshet.code", "none");
            String outcome = !code.isEmpty() ? code : seen.add(id) ? "accepted" : "duplicate";
            expected.merge(outcome, 1L, Long::sum);
            assertThat(line.ids())
                    .as("seed %d, record %d: %s", seed, n, text)
                    .hasSize(outcome.equals("accepted") ? 1 : 0);
        }
        assertThat(line.counts()).as("seed %d", seed).isEqualTo(expected);
        assertThat(line.counts().values().stream().mapToLong(x -> x).sum()).isEqualTo(sent);
        assertThat(line.counts().keySet()).contains("accepted", "duplicate", "malformed-json", "too-large");
    }

    private Line edits(IngestConfig config) {
        return line(Streams.EDITS, config);
    }

    private Line line(String yaml, IngestConfig config) {
        StreamConfig stream = Streams.stream(yaml);
        IngestTopology.Log log = new IngestTopology.Log(PlainEvents.of(stream), 1, 1 << 20, 100_000);
        driver = new TopologyTestDriver(
                IngestTopology.build(stream, config, log), properties(), NOON.plusSeconds(86_400));
        return new Line(driver, stream);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return properties;
    }

    /** The topics of a topology under test. */
    private static final class Line {
        final TopologyTestDriver driver;
        final TestInputTopic<byte[], byte[]> raw;
        final TestOutputTopic<String, Event> events;
        final TestOutputTopic<byte[], byte[]> deadLetters;

        Line(TopologyTestDriver driver, StreamConfig stream) {
            this.driver = driver;
            raw = driver.createInputTopic(stream.rawTopic(), new ByteArraySerializer(), new ByteArraySerializer());
            events = driver.createOutputTopic(
                    stream.topics().events(),
                    new StringDeserializer(),
                    PlainEvents.of(stream).deserializer());
            deadLetters = driver.createOutputTopic(
                    stream.topics().deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        void send(String value, Instant at) {
            send(bytes(value), new RecordHeaders(), at);
        }

        void send(byte[] value, Headers headers, Instant at) {
            raw.pipeInput(new TestRecord<>(null, value, headers, at));
        }

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            events.readValuesToList().forEach(event -> ids.add(event.id()));
            return ids;
        }

        Map<String, Long> counts() {
            Map<String, Long> counts = new HashMap<>();
            for (String name : List.of(OutcomeCounts.REJECTED, OutcomeCounts.SETTLED)) {
                KeyValueStore<String, Long> store = driver.getKeyValueStore(name);
                try (KeyValueIterator<String, Long> all = store.all()) {
                    all.forEachRemaining(entry -> counts.put(entry.key, entry.value));
                }
            }
            return counts;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new HashMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), UTF_8)));
        return texts;
    }
}
