package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.cli.embedded.LogAddress;
import io.freshet.cli.embedded.LogProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A small embedded line, as a process of its own, whose events the test sends. */
final class SmallLine implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final String PIPELINE = """
            name: letters
            format: { type: json }
            fields:
              user: { type: categorical }
              item: { type: categorical }
            event: { entity: user, item: item, items-come-again: true }
            learner:
              encoder: { dimensions: 16 }
              batch: { size: 16, max-age: 200ms }
              replay: { policy: reservoir, capacity: 64 }
              checkpoint: { interval: 1s }
            serving: { map: { interval: off } }
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;

    SmallLine(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("letters.yaml"), PIPELINE);
    }

    String pipeline() {
        return directory.resolve("letters.yaml").toString();
    }

    Path data() {
        return directory.resolve("data");
    }

    FreshetProcess run(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", pipeline(), "--data-dir=" + data(), "--port=0"));
        arguments.addAll(List.of(more));
        Files.deleteIfExists(data().resolve("page.url"));
        FreshetProcess run = FreshetProcess.start(directory, arguments.toArray(String[]::new));
        await().atMost(PATIENCE).until(() -> !run.isAlive() || Files.exists(data().resolve("page.url")));
        return run;
    }

    static void end(FreshetProcess run) throws Exception {
        run.interrupt();
        assertThat(run.await(PATIENCE)).as(run.output()).isZero();
    }

    LogAddress log() {
        return LogProcess.find(data()).orElseThrow();
    }

    void send(String user, String item) throws Exception {
        byte[] event =
                "{\"user\": \"%s\", \"item\": \"%s\"}".formatted(user, item).getBytes(StandardCharsets.UTF_8);
        Map<String, Object> properties = Map.of("bootstrap.servers", log().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("letters.raw", event)).get();
        }
    }

    void awaitStatus(FreshetProcess run, String entity, int status) throws IOException {
        await().atMost(PATIENCE).until(() -> !run.isAlive() || status(entity) == status);
        assertThat(run.isAlive()).as(run.output()).isTrue();
    }

    /** Of an entity's embedding at HTTP; 0 where nobody answers. */
    int status(String entity) throws InterruptedException {
        try {
            return get("v1/embeddings/entity/" + entity).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String page = Files.readString(data().resolve("page.url")).strip();
        return http.send(HttpRequest.newBuilder(URI.create(page + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> properties = Map.of("bootstrap.servers", log().bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Ends the log, which a killed run leaves behind. */
    @Override
    public void close() {
        if (LogProcess.find(data()).isPresent()) {
            LogProcess.use(data()).close();
        }
    }
}
