package io.freshet.serving;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.stream.EntityPartition;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.stream.Topics;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.Codec;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.serving.testing.LocalLog;
import io.freshet.serving.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serving against a real broker, through restarts. */
class ServingAppIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ServingConfig CONFIG =
            ServingConfig.read(Shop.pipeline().section("serving")).onPort(0);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all
    private static LocalLog log;

    @SuppressWarnings("NullAway.Init")
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void startLog() {
        log = LocalLog.start(folder.resolve("broker"));
        Map<String, Object> properties = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, log.bootstrapServers());
        producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stopLog() {
        producer.close();
        log.close();
    }

    @Test
    void servesWhatTheTopicsHoldBeforeAndAfterARestart() throws Exception {
        StreamConfig stream = Shop.stream().at(log.bootstrapServers(), log.registryUrl());
        Topics topics = stream.topics();
        Path state = folder.resolve("state");
        try (ServingApp app = new ServingApp(stream, CONFIG, state, Map.of())) {
            app.start();
            assertThat(get(app, "/healthz").statusCode()).isEqualTo(200);
            await().untilAsserted(() ->
                    assertThat(get(app, "/readyz").body()).contains("waiting for the topics shop.embeddings"));
            log.create(topics.specs(2, 1));
            awaitReady(app);

            fill(stream);
            long sent = System.currentTimeMillis();
            publish(topics.embeddings(), new EmbeddingCodec(), "item:late", arrivedAt(sent));
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> get(app, "/v1/neighbours/item/late").statusCode() == 200);
            await().untilAsserted(() -> assertAllIsServed(app));
            await().untilAsserted(() -> assertThat(
                            get(app, "/v1/metrics?name=served-freshness").statusCode())
                    .isEqualTo(200));
            assertThat(get(app, "/metrics").body()).contains("freshet_freshness_seconds{quantile=\"0.99\"}");
        }
        for (Path dir : new Path[] {state, folder.resolve("another-machine")}) {
            try (ServingApp app = new ServingApp(stream, CONFIG, dir, Map.of())) {
                app.start();
                awaitReady(app);
                assertAllIsServed(app); // at once: ready means caught up
                await().untilAsserted(() -> assertThat(
                                get(app, "/v1/metrics?name=training").statusCode())
                        .isEqualTo(200));
            }
        }
    }

    private static EmbeddingRecord arrivedAt(long ms) {
        return new EmbeddingRecord(ITEM, "late", new float[] {1, 1}, 0, "s1", 1, 9, ms, ms, ms);
    }

    private static void fill(StreamConfig stream) {
        Topics topics = stream.topics();
        publish(
                topics.models(),
                new ModelCodec(),
                "m",
                new ModelRecord("m", 1, "file:/m", "00", 1, "s1", 2, Map.of(), null, 1));
        for (int i = 0; i < 50; i++) {
            EmbeddingRecord item = Shop.embedding(ITEM, "i" + i, 1, 1, i);
            publish(topics.embeddings(), new EmbeddingCodec(), item.key(), item);
        }
        EmbeddingRecord ann = Shop.embedding(ENTITY, "ann", 1, 0, 1);
        publish(topics.embeddings(), new EmbeddingCodec(), ann.key(), ann);
        publish(topics.embeddings(), new EmbeddingCodec(), "item:gone", Shop.embedding(ITEM, "gone", 1, 0, 9));
        publish(topics.embeddings(), new EmbeddingCodec(), "item:gone", null);
        publish(topics.events(), new EventCodec(stream), "ann", Shop.bought("ann", "i49", "Lamp", "light", 5));
        publish(topics.events(), new EventCodec(stream), "bob", Shop.bought("bob", "i48", "Rake", "garden", 6));
        publish(
                topics.metrics(),
                new MetricCodec(),
                "training",
                new MetricRecord("training", 1, 1, 1, Map.of("loss", 2.0)));
    }

    private static void assertAllIsServed(ServingApp app) throws Exception {
        JsonNode status = JSON.readTree(get(app, "/v1/status").body());
        assertThat(status.at("/items").asInt()).isEqualTo(51);
        assertThat(status.at("/entities").asInt()).isEqualTo(1);
        assertThat(status.at("/model_version").asInt()).isEqualTo(1);
        assertThat(get(app, "/v1/embeddings/item/gone").statusCode()).isEqualTo(404);
        JsonNode found = JSON.readTree(get(app, "/v1/neighbours/item/i49?k=1").body());
        assertThat(found.at("/query/name").asText()).isEqualTo("Lamp");
        assertThat(found.at("/results/0/name").asText()).isEqualTo("Rake");
        JsonNode recommended = JSON.readTree(get(app, "/v1/recommend/ann?k=1").body());
        assertThat(recommended.at("/results/0/id").asText()).isEqualTo("i48"); // not i49: ann has it
        JsonNode items = JSON.readTree(get(app, "/v1/items?q=rake").body());
        assertThat(items.at("/items/0/id").asText()).isEqualTo("i48");
    }

    private static void awaitReady(ServingApp app) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get(app, "/readyz").statusCode() == 200);
    }

    private static <T> void publish(String topic, Codec<T> codec, String recordKey, @Nullable T value) {
        AvroSerde<T> serde = new AvroSerde<>(codec, new RegistryClient(log.registryUrl()));
        Integer partition =
                recordKey.startsWith("entity:") ? EntityPartition.of(recordKey.substring("entity:".length()), 2) : null;
        producer.send(new ProducerRecord<>(topic, partition, recordKey, serde.serialize(topic, value)));
    }

    private static HttpResponse<String> get(ServingApp app, String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
