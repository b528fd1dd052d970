package io.freshet.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.freshet.config.ConfigException;
import io.freshet.ingest.testing.IngestProcess;
import io.freshet.ingest.testing.LocalLog;
import io.freshet.ingest.testing.Streams;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestAppIT {
    private static final String EDIT =
            "{\"id\":\"e%d\",\"user\":\"u%d\",\"channel\":\"#en\",\"page\":{\"title\":\"A\"},\"at\":1442018818771,\"score\":%s}";

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
    void countsEachRecordOnceThoughItIsKilledAgainAndAgain() throws Exception {
        LocalLog on = required();
        long seed = System.nanoTime();
        System.out.println("countsEachRecordOnceThoughItIsKilledAgainAndAgain: seed " + seed);
        Random random = new Random(seed);
        String yaml = Streams.EDITS.replace("name: edits", "name: killed");
        Path pipeline = Files.writeString(folder.resolve("killed.yaml"), yaml);
        StreamConfig stream = Streams.stream(yaml).at(on.bootstrapServers(), on.registryUrl());
        on.create(stream.topics().specs(1, 1));

        int records = 60_000;
        Map<String, Long> expected = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(on)) {
            HashSet<Integer> seen = new HashSet<>();
            for (int n = 0; n < records; n++) {
                int id = random.nextInt(50_000);
                boolean bad = random.nextInt(10) == 0;
                String outcome = bad ? "not-a-number" : seen.add(id) ? "accepted" : "duplicate";
                expected.merge(outcome, 1L, Long::sum);
                String text = EDIT.formatted(id, id % 100, bad ? "\"x\"" : "1");
                producer.send(new ProducerRecord<>(stream.rawTopic(), text.getBytes(UTF_8)));
            }
        }

        Path state = folder.resolve("killed-state");
        for (int kill = 0; kill < 3; kill++) {
            int before = on.committed(stream.topics().events()).size();
            Process process = IngestProcess.start(on, pipeline, state);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> !process.isAlive()
                                || on.committed(stream.topics().events()).size() > before + 500);
                assertThat(process.isAlive()).as(() -> said(state)).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
        }

        try (IngestApp app = new IngestApp(stream, Streams.ingest(yaml), new IngestApp.Place(state, "test"))) {
            app.start();
            await().atMost(Duration.ofSeconds(90)).until(() -> app.progress().caughtUp());
            IngestCounts counts = app.counts();
            assertThat(counts.accepted()).as("seed %d", seed).isEqualTo(expected.get("accepted"));
            assertThat(counts.duplicates()).as("seed %d", seed).isEqualTo(expected.get("duplicate"));
            assertThat(counts.rejected())
                    .as("seed %d", seed)
                    .containsOnly(Map.entry("not-a-number", expected.getOrDefault("not-a-number", 0L)));
            assertThat(counts.read()).isEqualTo(records);
            assertThat(app.health().ready()).isTrue();
        }
        List<String> ids = ids(stream, on.committed(stream.topics().events()));
        assertThat(ids)
                .as("seed %d", seed)
                .doesNotHaveDuplicates()
                .hasSize(Math.toIntExact(expected.getOrDefault("accepted", 0L)));
        assertThat(on.committed(stream.topics().deadLetters()))
                .hasSize(Math.toIntExact(expected.getOrDefault("not-a-number", 0L)));
    }

    @Test
    void leavesDuplicatesOutAcrossThePartitionsOfAnyTopic() throws Exception {
        LocalLog on = required();
        String yaml = Streams.EDITS.replace("name: edits", "name: scattered\nsource: {topic: {name: their-topic}}");
        StreamConfig stream = Streams.stream(yaml).at(on.bootstrapServers(), on.registryUrl());
        on.create(stream.topics().specs(2, 1));
        on.create(List.of(new NewTopic("their-topic", 3, (short) 1)));
        try (KafkaProducer<byte[], byte[]> producer = producer(on)) {
            for (int n = 0; n < 3_000; n++) {
                byte[] edit = EDIT.formatted(n % 1_000, n % 1_000, "1").getBytes(UTF_8);
                producer.send(new ProducerRecord<>("their-topic", n / 1_000, null, edit));
            }
        }
        try (IngestApp app = new IngestApp(
                stream, Streams.ingest(yaml), new IngestApp.Place(folder.resolve("scattered-state"), null))) {
            app.start();
            assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
            await().atMost(Duration.ofSeconds(60)).until(() -> app.progress().caughtUp());
            assertThat(app.counts().accepted()).isEqualTo(1_000);
            assertThat(app.counts().duplicates()).isEqualTo(2_000);
        }
        assertThat(ids(stream, on.committed(stream.topics().events())))
                .hasSize(1_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void saysWhichTopicIsMissing() {
        LocalLog on = required();
        String yaml = Streams.EDITS.replace("name: edits", "name: missing\nsource: {topic: {name: no-such-topic}}");
        StreamConfig stream = Streams.stream(yaml).at(on.bootstrapServers(), on.registryUrl());
        try (IngestApp app =
                new IngestApp(stream, IngestConfig.defaults(), new IngestApp.Place(folder.resolve("none"), null))) {
            assertThatThrownBy(app::start).isInstanceOf(ConfigException.class).hasMessageContaining("no-such-topic");
        }
    }

    private static List<String> ids(StreamConfig stream, List<ConsumerRecord<byte[], byte[]>> records) {
        AvroSerde<Event> events = new AvroSerde<>(
                new EventCodec(stream), new RegistryClient(required().registryUrl()));
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Event event = Objects.requireNonNull(events.deserialize(record.topic(), record.value()));
            assertThat(new String(record.key(), UTF_8)).isEqualTo(event.entity());
            ids.add(event.id());
        }
        return ids;
    }

    private static String said(Path state) {
        try {
            return Files.readString(Path.of(state + ".out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(LocalLog on) {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, on.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static LocalLog required() {
        assertThat(log).isNotNull();
        return Objects.requireNonNull(log);
    }
}
