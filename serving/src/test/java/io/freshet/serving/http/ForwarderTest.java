package io.freshet.serving.http;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.YamlFile;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.MapView;
import io.freshet.serving.shard.Placement;
import io.freshet.serving.testing.Shop;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances, which have an entity each or in common. The build gives tests the variable FRESHET_TEST_SECRET. */
class ForwarderTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = System.getenv("FRESHET_TEST_SECRET");
    private static final String ODD = "o'dd/ünï 50% +;?#木";

    private final Instance left = new Instance("ann", ODD);
    private final Instance right = new Instance("bob");

    @BeforeEach
    void acquaint() {
        left.know(right);
        right.know(left);
    }

    @AfterEach
    void close() {
        left.server.close();
        right.server.close();
    }

    @Test
    void eachDoorAnswersForEverybody() throws Exception {
        for (Instance door : List.of(left, right)) {
            for (String entity : List.of("ann", "bob", ODD)) {
                JsonNode embedding =
                        JSON.readTree(door.get("/v1/embeddings/entity/", entity).body());
                assertThat(embedding.path("id").asText()).isEqualTo(entity);
                JsonNode recommended =
                        JSON.readTree(door.get("/v1/recommend/", entity, "?k=1").body());
                assertThat(recommended.at("/query/id").asText()).isEqualTo(entity);
                assertThat(recommended.path("results")).hasSize(1);
            }
            assertThat(door.get("/v1/embeddings/entity/", "nobody-here").statusCode())
                    .isIn(404, 503);
        }
        assertThat(left.meters.scrape()).contains("freshet_forwarded_seconds_count{status=\"200\"} 2");
    }

    @Test
    void parametersAndFaultsOfTheOtherAreHandedOn() throws Exception {
        right.here.add("eve"); // it is to have her, and she is unknown
        HttpResponse<String> unknown = left.get("/v1/recommend/", "eve", "?k=3&include-known=true&memory=false");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(unknown.body()).contains("eve");
    }

    @Test
    void neighboursAmongEntitiesAreThoseOfEveryInstance() throws Exception {
        for (Instance door : List.of(left, right)) {
            assertThat(ids(door.get("/v1/neighbours/entity/", "ann", "?k=5"))).containsExactlyInAnyOrder("bob", ODD);
            assertThat(ids(door.get("/v1/neighbours/entity/", "bob", "?k=1"))).hasSize(1);
            assertThat(ids(door.search("{\"kind\": \"entity\", \"vector\": [1, 0], \"k\": 5}")))
                    .containsExactlyInAnyOrder("ann", "bob", ODD);
            assertThat(ids(door.search("{\"kind\": \"entity\", \"id\": \"ann\", \"k\": 5}")))
                    .containsExactlyInAnyOrder("bob", ODD);
        }
    }

    @Test
    void aRequestThatWasForwardedIsNotForwardedAgain() throws Exception {
        left.here.clear();
        right.here.clear(); // each takes the other for the one that has them
        HttpResponse<String> refused = left.get("/v1/embeddings/entity/", "ann");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("on its way from one instance to another");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void whereNobodyHasAnEntityTheAnswerIsATemporaryRefusal() throws Exception {
        left.others.clear();
        HttpResponse<String> refused = left.get("/v1/recommend/", "bob");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("serving: must be ready, got the entity on its way");
    }

    @Test
    void anInstanceThatDoesNotAnswerCostsItsTimeAndNoMore() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            left.others.clear();
            left.others.add(URI.create("http://127.0.0.1:" + mute.getLocalPort()));
            long started = System.nanoTime();
            HttpResponse<String> refused = left.get("/v1/embeddings/entity/", "bob");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("no answer from the instance that has the entity");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
            assertThat(left.get("/v1/neighbours/entity/", "ann").statusCode()).isEqualTo(503); // not half of them
            left.others.add(right.url()); // a standby
            assertThat(left.get("/v1/embeddings/entity/", "bob").statusCode()).isEqualTo(200);
        }
    }

    private static List<String> ids(HttpResponse<String> found) throws Exception {
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        return StreamSupport.stream(JSON.readTree(found.body()).path("results").spliterator(), false)
                .map(hit -> hit.path("id").asText())
                .toList();
    }

    /** A server with entities of its own and the items of all; it asks for a key. */
    private static final class Instance {
        final Set<String> here = ConcurrentHashMap.newKeySet();
        final List<URI> others = new ArrayList<>();
        final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        final ServingServer server;

        Instance(String... entities) {
            Embeddings embeddings = Embeddings.exact();
            embeddings.apply(Shop.embedding(ITEM, "lamp", 1, 1, 0));
            for (String entity : entities) {
                here.add(entity);
                embeddings.apply(Shop.embedding(ENTITY, entity, 1, 1, entity.length()));
            }
            ServingConfig config = ServingConfig.read(YamlFile.parse(
                            "serving: {port: 0, forward-timeout: 2s, api-keys: '${env:FRESHET_TEST_SECRET}'}",
                            "test",
                            Map.of())
                    .section("serving"));
            server = new ServingServer(
                    config,
                    new Sources(
                            "shop",
                            false,
                            embeddings,
                            new ItemCatalogue(),
                            entity -> Set.of(),
                            new MetricHistory(10),
                            new MapView(),
                            meters,
                            () -> Readiness.READY,
                            placement()));
            server.start();
        }

        void know(Instance other) {
            others.add(other.url());
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.port());
        }

        private Placement placement() {
            return new Placement() {
                @Override
                public boolean isHere(String entity) {
                    return here.contains(entity);
                }

                @Override
                public boolean isWhole() {
                    return true;
                }

                @Override
                public List<URI> holders(String entity) {
                    return List.copyOf(others);
                }

                @Override
                public List<URI> others() {
                    return List.copyOf(others);
                }
            };
        }

        HttpResponse<String> get(String path, String id) throws Exception {
            return get(path, id, "");
        }

        HttpResponse<String> get(String path, String id, String query) throws Exception {
            String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
            return send(HttpRequest.newBuilder(url().resolve(path + encoded + query)));
        }

        HttpResponse<String> search(String body) throws Exception {
            return send(HttpRequest.newBuilder(url().resolve("/v1/search"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
        }

        private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            return CLIENT.send(request.header("Authorization", "Bearer " + KEY).build(), BodyHandlers.ofString());
        }
    }
}
