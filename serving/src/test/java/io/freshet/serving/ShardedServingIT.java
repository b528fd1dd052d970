package io.freshet.serving;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.EntityPartition;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.Codec;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.serving.testing.LocalLog;
import io.freshet.serving.testing.Shop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances that have the entities of one stream between them, against a real broker. */
class ShardedServingIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int PARTITIONS = 4;
    private static final List<String> EVERYBODY =
            IntStream.range(0, 30).mapToObj(i -> "someone " + i).toList();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void bothDoorsAnswerForEverybodyAndTheOneThatIsLeftHasThemAll() throws Exception {
        try (LocalLog log = LocalLog.start(folder.resolve("broker"))) {
            StreamConfig stream = Shop.stream().at(log.bootstrapServers(), log.registryUrl());
            log.create(stream.topics().specs(PARTITIONS, 1));
            fill(stream, log);
            try (ServingApp left = instance(stream, "left", 0)) {
                left.start();
                awaitReady(left);
                assertThat(local(left)).isEqualTo(EVERYBODY.size());
                try (ServingApp right = instance(stream, "right", 0)) {
                    right.start();
                    await().atMost(Duration.ofSeconds(120))
                            .pollInterval(Duration.ofMillis(200))
                            .untilAsserted(() -> {
                                assertThat(local(left)).isPositive();
                                assertThat(local(right)).isPositive();
                                assertThat(local(left) + local(right)).isEqualTo(EVERYBODY.size());
                                assertAnswersForEverybody(left);
                                assertAnswersForEverybody(right);
                            });
                    assertThat(get(right, "/metrics").body())
                            .contains("freshet_forwarded_seconds_count{status=\"200\"}");
                }
                await().atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(() -> {
                            assertThat(local(left)).isEqualTo(EVERYBODY.size());
                            assertAnswersForEverybody(left);
                        });
            }
        }
    }

    @Test
    void withAStandbyBothHaveEverybodyAndAskNobody() throws Exception {
        try (LocalLog log = LocalLog.start(folder.resolve("broker"))) {
            StreamConfig stream = Shop.stream().at(log.bootstrapServers(), log.registryUrl());
            log.create(stream.topics().specs(PARTITIONS, 1));
            fill(stream, log);
            try (ServingApp left = instance(stream, "left", 1);
                    ServingApp right = instance(stream, "right", 1)) {
                left.start();
                right.start();
                for (ServingApp door : List.of(left, right)) {
                    await().atMost(Duration.ofSeconds(120))
                            .pollInterval(Duration.ofMillis(200))
                            .untilAsserted(() -> {
                                assertThat(local(door)).isEqualTo(EVERYBODY.size());
                                assertAnswersForEverybody(door);
                            });
                }
                double before = forwardedForEntities(left);
                assertAnswersForEverybody(left);
                // but for who is near whom, which is asked of all
                assertThat(forwardedForEntities(left) - before).isEqualTo(1);
            }
        }
    }

    private static double forwardedForEntities(ServingApp app) throws Exception {
        return get(app, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("freshet_forwarded_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** With its vector, without what it has, among everybody, and the items by the names that any instance has read. */
    private static void assertAnswersForEverybody(ServingApp door) throws Exception {
        for (int i = 0; i < EVERYBODY.size(); i++) {
            String path = EVERYBODY.get(i).replace(" ", "%20");
            JsonNode embedding = json(get(door, "/v1/embeddings/entity/" + path));
            assertThat(embedding.path("vector").get(1).asInt()).isEqualTo(i);
            JsonNode recommended = json(get(door, "/v1/recommend/" + path + "?k=50"));
            assertThat(texts(recommended.path("results"), "id"))
                    .hasSize(EVERYBODY.size() - 1)
                    .doesNotContain("i" + i);
            assertThat(texts(recommended.path("results"), "name")).allMatch(name -> name.startsWith("Lamp"));
        }
        JsonNode near = json(get(door, "/v1/neighbours/entity/someone%203?k=50"));
        assertThat(texts(near.path("results"), "id"))
                .hasSize(EVERYBODY.size() - 1)
                .doesNotContain("someone 3");
    }

    private static void fill(StreamConfig stream, LocalLog log) {
        Map<String, Object> properties = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, log.bootstrapServers());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVERYBODY.size(); i++) {
                String entity = EVERYBODY.get(i);
                EmbeddingRecord item = Shop.embedding(ITEM, "i" + i, 1, 1, i);
                EmbeddingRecord of = Shop.embedding(ENTITY, entity, 1, 1, i);
                String embeddings = stream.topics().embeddings();
                producer.send(new ProducerRecord<>(
                        embeddings, item.key(), bytes(log, embeddings, new EmbeddingCodec(), item)));
                producer.send(new ProducerRecord<>(
                        embeddings,
                        EntityPartition.of(entity, PARTITIONS),
                        of.key(),
                        bytes(log, embeddings, new EmbeddingCodec(), of)));
                producer.send(new ProducerRecord<>(
                        stream.topics().events(),
                        entity,
                        bytes(
                                log,
                                stream.topics().events(),
                                new EventCodec(stream),
                                Shop.bought(entity, "i" + i, "Lamp " + i, "light", i))));
            }
        }
    }

    private static <T> byte[] bytes(LocalLog log, String topic, Codec<T> codec, T value) {
        byte[] bytes = new AvroSerde<>(codec, new RegistryClient(log.registryUrl())).serialize(topic, value);
        return bytes == null ? new byte[0] : bytes;
    }

    private ServingApp instance(StreamConfig stream, String name, int standbys) throws IOException {
        int port = freePort();
        Section serving = YamlFile.parse(
                        "serving: {port: %d, advertised: 'localhost:%d', standbys: %d}".formatted(port, port, standbys),
                        "test",
                        Map.of())
                .section("serving");
        return new ServingApp(stream, ServingConfig.read(serving), folder.resolve(name), Map.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(ServingApp app) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get(app, "/readyz").statusCode() == 200);
    }

    private static int local(ServingApp app) throws Exception {
        return json(get(app, "/v1/status")).path("entities").asInt();
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(ServingApp app, String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
