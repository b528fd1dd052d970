package io.freshet.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.YamlFile;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.MapView;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServingServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<String> ODD_IDS = List.of(
            "a/b",
            "with space",
            "ünïcode 木",
            "50% off",
            "a+b",
            "semi;colon",
            "..",
            "a/../b",
            "q?x=1&y",
            "hash#tag",
            "back\\slash",
            "quo\"te",
            "//",
            "nul%00",
            ".",
            "%2F");
    private static final Sources SOURCES = sources(false);
    private static final ServingConfig CONFIG =
            ServingConfig.read(YamlFile.parse("serving: {port: 0, max-k: 50, max-body: 4KB}", "test", Map.of())
                    .section("serving"));
    private static volatile Readiness readiness = Readiness.READY;
    private static final ServingServer SERVER = new ServingServer(CONFIG, SOURCES);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void becomeReady() {
        readiness = Readiness.READY;
    }

    private static Sources sources(boolean itemsComeAgain) {
        Embeddings embeddings = Embeddings.exact();
        put(embeddings, "item", "lamp", 1, 0, 0, -1);
        put(embeddings, "item", "lantern", .9f, .1f, 0, -2);
        put(embeddings, "item", "spade", new Memory.OfItem(500, new float[] {3}), 0, 1, 0, -3);
        put(embeddings, "item", "rake", 0, .9f, .2f, 0);
        put(embeddings, "entity", "ann", 1, .2f, 0, .1f);
        List<PopularityWeight> popularity = List.of(new PopularityWeight(100, 1));
        Memory ofBea = new Memory.OfEntity(2, popularity, List.of(new Recalled("spade", 4)));
        put(embeddings, "entity", "bea", ofBea, 1, .2f, 0, .1f);
        ODD_IDS.forEach(id -> put(embeddings, "item", id, 0, 0, 1, -9));
        ItemCatalogue catalogue = new ItemCatalogue();
        catalogue.put(new Item("lamp", "Desk lamp", "lighting"));
        catalogue.put(new Item("lantern", "Paper lantern", "lighting"));
        catalogue.put(new Item("spade", "Garden spade", "garden"));
        catalogue.put(new Item("unlearnt", "Lamp shade", "lighting"));
        MetricHistory metrics = new MetricHistory(100);
        metrics.add(new MetricRecord("training", 1_000, 1, 10, Map.of("loss", 2.5)));
        metrics.add(new MetricRecord("training", 2_000, 2, 20, Map.of("loss", 1.5)));
        return new Sources(
                "shop",
                itemsComeAgain,
                embeddings,
                catalogue,
                entity -> entity.equals("ann") ? Set.of("lamp") : Set.of(),
                metrics,
                new MapView(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> readiness);
    }

    private static void put(Embeddings embeddings, String kind, String id, float... vector) {
        put(embeddings, kind, id, null, vector);
    }

    private static void put(Embeddings embeddings, String kind, String id, @Nullable Memory memory, float... vector) {
        embeddings.apply(new EmbeddingRecord(kind, id, vector, 1, "s1", 3, 42, 1_000, 2_000, 3_000, memory));
    }

    @Test
    void embeddingSaysWhatItComesFrom() throws Exception {
        String expected = """
                {"kind": "item", "id": "lamp", "name": "Desk lamp", "category": "lighting", "space": "s1",
                 "version": 3, "step": 42, "event_time": "1970-01-01T00:00:01Z",
                 "publish_time": "1970-01-01T00:00:03Z", "prior_dimensions": 1, "vector": [1.0, 0.0, 0.0, -1.0]}""";
        assertThat(json(get("/v1/embeddings/item/lamp"), 200)).isEqualTo(JSON.readTree(expected));
    }

    @Test
    void neighboursComeByNameNearestFirstWithoutTheItemItself() throws Exception {
        JsonNode answer = json(get("/v1/neighbours/item/lamp?k=2"), 200);
        assertThat(answer.at("/query/name").asText()).isEqualTo("Desk lamp");
        assertThat(answer.at("/space").asText()).isEqualTo("s1");
        JsonNode nearest = answer.at("/results/0");
        assertThat(answer.at("/results")).hasSize(2);
        assertThat(nearest.at("/id").asText()).isEqualTo("lantern");
        assertThat(nearest.at("/name").asText()).isEqualTo("Paper lantern");
        assertThat(nearest.at("/score").floatValue()).isBetween(.99f, 1f);
        assertThat(nearest.at("/step").asInt()).isEqualTo(42);
        assertThat(nearest.at("/publish_time").asText()).isEqualTo("1970-01-01T00:00:03Z");
    }

    @Test
    void recommendationLeavesOutWhatTheEntityHasUnlessToldOtherwise() throws Exception {
        // dot products with the prior: lamp .9, lantern .72, rake .18, spade -.1
        assertThat(ids(get("/v1/recommend/ann?k=3"))).containsExactly("lantern", "rake", "spade");
        assertThat(ids(get("/v1/recommend/ann?k=3&include-known=true"))).containsExactly("lamp", "lantern", "rake");
    }

    @Test
    void recommendationSaysWhetherTheMemoryHadASay() throws Exception {
        JsonNode blended = json(get("/v1/recommend/bea?k=3"), 200);
        // 2 x -.1 + 4 + 3; 2 x .9 + ln .1; 2 x .72 + ln .1
        assertThat(blended.at("/results").findValuesAsText("id")).containsExactly("spade", "lamp", "lantern");
        assertThat(blended.at("/results/0/score").floatValue()).isEqualTo(6.8f);
        assertThat(blended.at("/similarity").asText()).isEqualTo("blend");
        JsonNode alone = json(get("/v1/recommend/bea?k=3&memory=false"), 200);
        assertThat(alone.at("/results").findValuesAsText("id")).containsExactly("lamp", "lantern", "rake");
        assertThat(alone.at("/similarity").asText()).isEqualTo("dot");
        assertThat(json(get("/v1/recommend/ann"), 200).at("/similarity").asText())
                .isEqualTo("dot");
    }

    @Test
    void whatTheEntityHasIsRecommendedWhereItemsComeAgain() throws Exception {
        try (ServingServer shop = new ServingServer(CONFIG, sources(true))) {
            shop.start();
            String address = "http://127.0.0.1:" + shop.port() + "/v1/recommend/ann?k=1";
            assertThat(ids(send(HttpRequest.newBuilder(URI.create(address))))).containsExactly("lamp");
            assertThat(ids(send(HttpRequest.newBuilder(URI.create(address + "&include-known=false")))))
                    .containsExactly("lantern");
        }
    }

    @Test
    void searchTakesAVectorWithOrWithoutThePriorOrAnIdOrWords() throws Exception {
        assertThat(ids(post("{\"vector\": [0, 1, 0, 5], \"k\": 1}"))).containsExactly("spade");
        assertThat(ids(post("{\"vector\": [0, 1, 0], \"k\": 1}"))).containsExactly("spade");
        assertThat(ids(post("{\"vector\": [0, 1, 0, 5], \"k\": 1, \"similarity\": \"dot\"}")))
                .containsExactly("rake");
        assertThat(ids(post("{\"vector\": [0, 1, 0], \"k\": 1, \"exclude\": [\"spade\"]}")))
                .containsExactly("rake");
        assertThat(ids(post("{\"vector\": [1, 0, 0], \"kind\": \"entity\", \"k\": 1}")))
                .containsExactly("ann");
        assertThat(ids(post("{\"id\": \"lamp\", \"k\": 1}"))).containsExactly("lantern");
        JsonNode byWords = json(post("{\"text\": \"paper\", \"k\": 1}"), 200);
        assertThat(byWords.at("/query/id").asText()).isEqualTo("lantern");
        assertThat(byWords.at("/results/0/id").asText()).isEqualTo("lamp");
    }

    @Test
    void itemsAreFoundByWordsOfTheirNamesAndById() throws Exception {
        assertThat(json(get("/v1/items?q=lamp"), 200).at("/items").findValuesAsText("id"))
                .containsExactly("lamp", "unlearnt"); // the very id, then the name that starts so
        assertThat(json(get("/v1/items?q=LANTERN%20pap"), 200).at("/items").findValuesAsText("id"))
                .containsExactly("lantern");
        assertThat(json(get("/v1/items?q=nothing"), 200).at("/items")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("oddIds")
    void idsMayHoldWhatAPathMayNot(String id) throws Exception {
        String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(json(getRaw("/v1/embeddings/item/" + path), 200).at("/id").asText())
                .isEqualTo(id);
        assertThat(json(getRaw("/v1/neighbours/item/" + path + "?k=1"), 200)
                        .at("/query/id")
                        .asText())
                .isEqualTo(id);
    }

    static Stream<String> oddIds() {
        // a path segment of dots goes away wherever it passes, encoded or not; ids of dots are found by POST /v1/search
        return ODD_IDS.stream().filter(id -> !Set.of(".", "..").contains(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings/thing/lamp        | 400 | kind: must be entity or item, got 'thing'",
                "/v1/embeddings/item/nobody       | 404 | id: must be of an item that has an embedding, got 'nobody'",
                "/v1/neighbours/item/lamp?k=0     | 400 | k: must be a whole number from 1 to 50, got '0'",
                "/v1/neighbours/item/lamp?k=51    | 400 | k: must be a whole number from 1 to 50, got '51'",
                "/v1/neighbours/item/lamp?k=x     | 400 | k: must be a whole number from 1 to 50, got 'x'",
                "/v1/neighbours/item/lamp?k=      | 400 | k: must be a whole number from 1 to 50, got ''",
                "/v1/neighbours/item/lamp?k=1&k=2 | 400 | k: must be given once, got 2 times",
                "/v1/neighbours/item/lamp?K=3     | 400 | query: must have known parameters only, got 'K'",
                "/v1/neighbours/item/lamp?k=99999999999999999999 | 400 | k: must be a whole number",
                "/v1/recommend/nobody             | 404 | id: must be of an entity that has an embedding",
                "/v1/recommend/ann?include-known=maybe | 400 | include-known: must be true or false, got 'maybe'",
                "/v1/recommend/ann?memory=maybe   | 400 | memory: must be true or false, got 'maybe'",
                "/v1/items                        | 400 | q: must be words of an item's name, or its id, got nothing",
                "/v1/items?q=%20                  | 400 | q: must be words",
                "/v1/metrics?name=nope            | 404 | name: must be a group of metrics that has a figure",
                "/v1/metrics?since=-1             | 400 | since: must be a whole number",
                "/v1/embeddings/item/%FF%FE       | 404 | id: must be",
                "/v1/nothing                      | 404 | path: must be one of the API's, got '/v1/nothing'",
                "/v1/embeddings/item/             | 404 | path: must be one of the API's",
                "/page/nope.js                    | 404 | path: must be a file of the page, got 'nope.js'",
            })
    void badRequestIsToldWhatMustBe(String path, int status, String sentence) throws Exception {
        assertThat(problem(getRaw(path), status).at("/detail").asText()).startsWith(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/embeddings/item/%zz",
                "/v1/items?q=%zz",
                "/page/../secret",
                "/page/%2e%2e%2fsecret",
                "/v1/neighbours/item/%",
                "/\u0001",
            })
    void brokenPathIsTheCallersFault(String path) throws Exception {
        assertThat(getRaw(path).statusCode()).isBetween(400, 499);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | 400 | body: must be a JSON object, got nothing",
                "{                               | 400 | body: must be JSON, got something else at line 1",
                "[]                              | 400 | body: must be a JSON object, got '[]'",
                "null                            | 400 | body: must be a JSON object",
                "{}                              | 400 | body: must have one of vector, id and text, got none of them",
                "{\"vector\":[1],\"id\":\"a\"}   | 400 | body: must have one of vector, id and text, got vector and id",
                "{\"vectr\":[1]}                 | 400 | body: must have known keys only, got 'vectr'",
                "{\"vector\":\"x\"}              | 400 | vector: must be a list of numbers, got",
                "{\"vector\":[1,2]}              | 400 | vector: must have 4 numbers, got 2",
                "{\"vector\":[1,2,3],\"similarity\":\"dot\"} | 400 | vector: must have 4 numbers, got 3",
                "{\"vector\":[1,2,3,1e99]}       | 400 | vector[3]: must be a finite number",
                "{\"vector\":[1,2,3,\"4\"]}      | 400 | vector[3]: must be a finite number",
                "{\"vector\":[1,2,3,4],\"k\":0}  | 400 | k: must be a whole number from 1 to 50, got '0'",
                "{\"vector\":[1,2,3,4],\"k\":1.5} | 400 | k: must be a whole number from 1 to 50",
                "{\"vector\":[1,2,3,4],\"k\":\"2\"} | 400 | k: must be a whole number from 1 to 50",
                "{\"vector\":[1,2,3,4],\"kind\":\"its\"} | 400 | kind: must be entity or item, got 'its'",
                "{\"vector\":[1,2,3,4],\"kind\":7} | 400 | kind: must be a string, got '7'",
                "{\"vector\":[1,2,3,4],\"similarity\":\"l2\"} | 400 | similarity: must be cosine or dot, got 'l2'",
                "{\"vector\":[1,2,3,4],\"exclude\":\"a\"} | 400 | exclude: must be a list of at most",
                "{\"vector\":[1,2,3,4],\"exclude\":[1]} | 400 | exclude: must hold ids",
                "{\"id\":\"nobody\"}             | 404 | id: must be of an item",
                "{\"text\":\"no such\"}          | 404 | text: must be words of the name",
                "{\"text\":\"lamp\",\"kind\":\"entity\"} | 400 | kind: must be item where text is given",
                "{\"id\":\"lamp\",\"similarity\":\"dot\"} | 400 | similarity: must stand beside a vector",
            })
    void badSearchIsToldWhatMustBe(String body, int status, String sentence) throws Exception {
        assertThat(problem(post(body), status).at("/detail").asText()).startsWith(sentence);
    }

    @Test
    void problemHasTheSentenceAndItsParts() throws Exception {
        JsonNode problem = problem(get("/v1/neighbours/items/lamp"), 400);
        assertThat(problem.at("/title").asText()).isEqualTo("Bad request");
        assertThat(problem.at("/where").asText()).isEqualTo("kind");
        assertThat(problem.at("/must").asText()).isEqualTo("be entity or item");
        assertThat(problem.at("/got").asText()).isEqualTo("'items'");
        assertThat(problem.at("/hint").asText()).contains("item");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/embeddings/item/lamp", "/v1/items?q=a", "/healthz", "/"})
    void otherMethodsAreRefused(String path) throws Exception {
        problem(send(request(path).DELETE()), 405);
    }

    @Test
    void bodyHasToBeJsonAndNotTooLarge() throws Exception {
        HttpResponse<String> text = send(request("/v1/search").POST(BodyPublishers.ofString("hello")));
        assertThat(problem(text, 415).at("/detail").asText()).startsWith("Content-Type: must be application/json");
        String large = "{\"text\": \"" + "x".repeat(5_000) + "\"}";
        problem(post(large), 413);
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> chunked = send(request("/v1/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
        problem(chunked, 413);
        problem(post("{\"vector\":" + "[".repeat(2_000)), 400);
    }

    @Test
    void queriesWaitUntilTheViewsHaveCaughtUp() throws Exception {
        readiness = Readiness.waiting("reading the topics");
        for (String path :
                List.of("/readyz", "/v1/embeddings/item/lamp", "/v1/neighbours/item/lamp", "/v1/recommend/ann")) {
            HttpResponse<String> response = get(path);
            assertThat(problem(response, 503).at("/got").asText()).isEqualTo("reading the topics");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
        problem(post("{\"id\": \"lamp\"}"), 503);
        json(get("/healthz"), 200);
        readiness = new Readiness(false, true, "the stream failed");
        problem(get("/healthz"), 503);
        readiness = Readiness.READY;
        json(get("/readyz"), 200);
    }

    @Test
    void metricsTellTheirCourseSinceAMoment() throws Exception {
        JsonNode all = json(get("/v1/metrics?name=training"), 200).at("/metrics/training");
        assertThat(all.findValuesAsText("time_ms")).containsExactly("1000", "2000");
        JsonNode later = json(get("/v1/metrics?since=1000"), 200).at("/metrics/training");
        assertThat(later.findValuesAsText("events")).containsExactly("20");
        assertThat(later.at("/0/values/loss").asDouble()).isEqualTo(1.5);
    }

    @Test
    void prometheusReadsATimerForEachRoute() throws Exception {
        get("/v1/embeddings/item/lamp");
        assertThat(get("/metrics").body())
                .contains("http_server_requests_seconds_count{method=\"GET\",route=\"/v1/embeddings/{kind}/<id>\","
                        + "status=\"200\"}");
    }

    @Test
    void mapIsNotSentTwice() throws Exception {
        String tag = get("/v1/map").headers().firstValue("ETag").orElseThrow();
        assertThat(send(request("/v1/map").header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
    }

    @Test
    void descriptionListsEveryRouteAndNoOther() throws Exception {
        JsonNode document = json(get("/openapi.json"), 200);
        assertThat(document.at("/openapi").asText()).startsWith("3.1");
        Set<String> described = new TreeSet<>();
        document.at("/paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        Set<String> routed = new TreeSet<>();
        for (Routes.Route route : Routes.described(SOURCES, CONFIG)) {
            routed.add(
                    route.method().name() + " " + route.path().replace('<', '{').replace('>', '}'));
        }
        assertThat(described).isEqualTo(routed);
        Set<String> references = new HashSet<>(document.findValuesAsText("$ref"));
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void pageComesWholeFromTheClassPath() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self'");
        List<String> assets = java.util.regex.Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(assets).hasSizeGreaterThanOrEqualTo(5);
        for (String asset : assets) {
            HttpResponse<String> file = get(asset);
            assertThat(file.statusCode()).as(asset).isEqualTo(200);
            assertThat(file.body()).as(asset).isNotBlank();
            if (!asset.contains("echarts")) { // the library names its own home in comments
                assertThat(file.body().replace("http://www.w3.org/2000/svg", ""))
                        .as(asset)
                        .doesNotContain("http://", "https://", "src=\"//");
            }
            String tag = file.headers().firstValue("ETag").orElseThrow();
            assertThat(send(request(asset).header("If-None-Match", tag)).statusCode())
                    .isEqualTo(304);
        }
        assertThat(page.body()).doesNotContain("http://", "https://");
    }

    private static List<String> ids(HttpResponse<String> response) throws IOException {
        return json(response, 200).at("/results").findValuesAsText("id");
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws IOException {
        return json(Answer.of(response), status);
    }

    private static JsonNode json(Answer answer, int status) throws IOException {
        assertThat(answer.statusCode).as(answer.body).isEqualTo(status);
        assertThat(answer.contentType).isEqualTo("application/json");
        return JSON.readTree(answer.body);
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
        return problem(Answer.of(response), status);
    }

    private static JsonNode problem(Answer answer, int status) throws IOException {
        assertThat(answer.statusCode).as(answer.body).isEqualTo(status);
        assertThat(answer.contentType).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body);
        assertThat(problem.at("/status").asInt()).isEqualTo(status);
        assertThat(problem.at("/detail").asText()).isNotBlank();
        return problem;
    }

    private record Answer(int statusCode, String contentType, String body) {
        static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        }

        static Answer read(InputStream in) throws IOException {
            String[] parts = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            String type = parts[0].lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-type:"))
                    .map(line -> line.substring(13).strip())
                    .findFirst()
                    .orElse("");
            return new Answer(Integer.parseInt(parts[0].substring(9, 12)), type, parts[1]);
        }

        @Override
        public String toString() {
            return statusCode + " " + body;
        }
    }

    /** As written: java.net.URI would refuse or rewrite some of these paths. */
    private static Answer getRaw(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", SERVER.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            return Answer.read(in);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return send(
                request("/v1/search").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
