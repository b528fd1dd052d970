package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.YamlFile;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.http.ServingServer;
import io.freshet.serving.http.Sources;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.MapView;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Requests that the API's own description leads to, and others: every answer comes in time and none is the server's
 * fault.
 */
public final class HttpFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_METERS = 500;
    /** Of HTTP itself: a transfer coding, or a version, that nobody speaks. The fault is the client's. */
    private static final Set<Integer> REFUSED_PROTOCOLS = Set.of(501, 505);

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "QUERY", "get");
    private static final List<String> KNOWN = List.of("item", "entity", "lamp", "spade", "ann", "bea", "5", "true");
    private static final List<String> BODIES = List.of(
            "{\"vector\": [0.1, -0.2, 0.3, 1], \"kind\": \"item\", \"k\": 3, \"similarity\": \"dot\", \"exclude\": [\"lamp\"]}",
            "{\"vector\": [0.1, 1e38, -3e38], \"kind\": \"entity\"}",
            "{\"id\": \"lamp\", \"kind\": \"item\", \"k\": 50}",
            "{\"text\": \"desk lamp\", \"k\": 1}");

    private static final PrometheusMeterRegistry METERS = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private static final ServingServer SERVER = server();
    private static final Connection CONNECTION = new Connection(SERVER.port());
    private static final List<Operation> OPERATIONS = operations();

    private HttpFuzz() {}

    private record Operation(String method, String path, List<String> queries, boolean hasBody) {}

    private static ServingServer server() {
        ServingConfig config =
                ServingConfig.read(YamlFile.parse("serving: {port: 0, max-k: 50, max-body: 16KB}", "fuzz", Map.of())
                        .section("serving"));
        ServingServer server = new ServingServer(config, sources());
        server.start();
        return server;
    }

    private static Sources sources() {
        Embeddings embeddings = Embeddings.exact();
        ItemCatalogue catalogue = new ItemCatalogue();
        List<String> items = List.of("lamp", "lantern", "spade", "a/b", "50% off", "ünïcode 木", "..");
        for (int i = 0; i < items.size(); i++) {
            Memory memory = i % 2 == 0 ? null : new Memory.OfItem(500, new float[] {i});
            put(embeddings, EmbeddingRecord.ITEM, items.get(i), memory, (float) Math.sin(i), (float) Math.cos(i));
            catalogue.put(new Item(items.get(i), "Desk " + items.get(i), "lighting"));
        }
        put(embeddings, EmbeddingRecord.ENTITY, "ann", null, 1, .2f);
        Memory ofBea = new Memory.OfEntity(
                2, List.of(new PopularityWeight(100, 1)), List.of(new Recalled("spade", 4), new Recalled("gone", 9)));
        put(embeddings, EmbeddingRecord.ENTITY, "bea", ofBea, 1, .2f);
        MetricHistory metrics = new MetricHistory(100);
        metrics.add(new MetricRecord("training", 1_000, 1, 10, Map.of("loss", Double.NaN)));
        return new Sources(
                "shop",
                false,
                embeddings,
                catalogue,
                entity -> entity.equals("ann") ? Set.of("lamp") : Set.of(),
                metrics,
                new MapView(),
                METERS,
                () -> Readiness.READY);
    }

    private static void put(
            Embeddings embeddings,
            String kind,
            String id,
            @org.jspecify.annotations.Nullable Memory memory,
            float x,
            float y) {
        embeddings.apply(new EmbeddingRecord(
                kind, id, new float[] {x, y, .1f, -1}, 1, "s1", 3, 42, 1_000, 2_000, Long.MAX_VALUE, memory));
    }

    private static List<Operation> operations() {
        try {
            byte[] get = "GET /openapi.json HTTP/1.1\r\nHost: fuzz\r\n\r\n".getBytes(StandardCharsets.UTF_8);
            JsonNode document = JSON.readTree(CONNECTION.ask(get, false).body());
            List<Operation> operations = new ArrayList<>();
            document.path("paths")
                    .properties()
                    .forEach(path -> path.getValue()
                            .properties()
                            .forEach(method -> operations.add(operation(document, path.getKey(), method))));
            return operations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation operation(JsonNode document, String path, Map.Entry<String, JsonNode> method) {
        List<String> queries = new ArrayList<>();
        for (JsonNode parameter : method.getValue().path("parameters")) {
            JsonNode resolved = parameter.has("$ref")
                    ? document.at(parameter.path("$ref").asText().substring(1))
                    : parameter;
            if (resolved.path("in").asText().equals("query")) {
                queries.add(resolved.path("name").asText());
            }
        }
        return new Operation(
                method.getKey().toUpperCase(Locale.ROOT),
                path,
                queries,
                method.getValue().has("requestBody"));
    }

    /** Gets ready, which is not held against the first input. */
    public static void fuzzerInitialize() {
        // what this class needs is made as it is loaded
    }

    /** One request. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        Operation operation = data.pickValue(OPERATIONS);
        String method = data.consumeInt(0, 7) == 0 ? data.pickValue(METHODS) : operation.method;
        if (data.consumeInt(0, 31) == 0) {
            method = word(data.consumeAsciiString(8));
        }
        byte[] body = operation.hasBody || data.consumeInt(0, 7) == 0 ? body(data) : new byte[0];
        boolean chunked = body.length > 0 && data.consumeInt(0, 7) == 0;
        String head = method + " " + path(operation, data) + " HTTP/1.1\r\nHost: fuzz\r\n" + headers(data);
        byte[] request = chunked ? chunked(head, body) : plain(head, body);
        if (data.consumeInt(0, 7) == 0) {
            check(CONNECTION.askOnce(Odd.mutated(request, data)), request);
        } else {
            check(CONNECTION.ask(request, method.equals("HEAD")), request);
        }
        if (METERS.getMeters().size() > MOST_METERS) {
            throw new AssertionError(
                    "requests make meters without end: " + METERS.getMeters().size());
        }
    }

    private static void check(Connection.Answer answer, byte[] request) throws IOException {
        String asked = new String(request, StandardCharsets.ISO_8859_1).split("\r\n", 2)[0];
        if (answer.status() >= 500 && !REFUSED_PROTOCOLS.contains(answer.status())) {
            throw new AssertionError(
                    answer.status() + " for " + asked + "\n" + new String(answer.body(), StandardCharsets.UTF_8));
        }
        if (answer.type().startsWith("application/json") && answer.body().length > 0) {
            JSON.readTree(answer.body());
        }
        if (answer.type().startsWith("application/problem+json") && answer.body().length > 0) {
            JsonNode problem = JSON.readTree(answer.body());
            if (problem.path("status").asInt() != answer.status()
                    || problem.path("detail").asText().isBlank()) {
                throw new AssertionError("a problem without its sentence for " + asked + ": " + problem);
            }
        }
    }

    private static String path(Operation operation, FuzzedDataProvider data) {
        StringBuilder path = new StringBuilder();
        for (String part : operation.path.split("(?=\\{)|(?<=})")) {
            path.append(part.startsWith("{") ? value(data) : part);
        }
        char separator = '?';
        for (int n = data.consumeInt(0, 3); n > 0; n--) {
            boolean known = !operation.queries.isEmpty() && data.consumeInt(0, 7) > 0;
            path.append(separator).append(known ? data.pickValue(operation.queries) : value(data));
            if (data.consumeInt(0, 7) > 0) {
                path.append('=').append(value(data));
            }
            separator = '&';
        }
        return path.toString();
    }

    /** Mostly as a client would write it. */
    private static String value(FuzzedDataProvider data) {
        String value = data.consumeBoolean() ? data.pickValue(KNOWN) : Odd.text(data);
        String kept = value.length() > 1_500 ? value.substring(0, 1_500) : value;
        return data.consumeInt(0, 7) == 0
                ? kept.replaceAll("[\\s\\x00]", "")
                : URLEncoder.encode(kept, StandardCharsets.UTF_8);
    }

    private static String headers(FuzzedDataProvider data) {
        StringBuilder headers = new StringBuilder();
        if (data.consumeInt(0, 7) > 0) {
            headers.append("Content-Type: application/json\r\n");
        }
        List<String> names =
                List.of("Accept", "Accept-Encoding", "If-None-Match", "Content-Type", "Range", "Origin", "X-a");
        for (int n = data.consumeInt(0, 2); n > 0; n--) {
            headers.append(data.pickValue(names)).append(": ");
            headers.append(Odd.text(data).replaceAll("[\\r\\n\\x00]", "")).append("\r\n");
        }
        return headers.toString();
    }

    private static byte[] body(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> data.consumeBytes(400);
            case 1 -> object(data).getBytes(StandardCharsets.UTF_8);
            default -> Odd.mutated(data.pickValue(BODIES).getBytes(StandardCharsets.UTF_8), data);
        };
    }

    private static String object(FuzzedDataProvider data) {
        List<String> keys = List.of("vector", "id", "text", "kind", "k", "similarity", "exclude", "nope");
        List<String> values = List.of(
                "null",
                "true",
                "-1",
                "1e400",
                "99999999999999999999",
                "\"\"",
                "\"lamp\"",
                "\"entity\"",
                "[1,2,3]",
                "[1,2,3,\"4\"]",
                "[null]",
                "[]",
                "{}",
                "[1e39,0,0,0]",
                "\"\\u0000\"",
                "[[[[]]]]");
        List<String> entries = new ArrayList<>();
        for (int n = data.consumeInt(0, 4); n > 0; n--) {
            entries.add("\"" + data.pickValue(keys) + "\": " + data.pickValue(values));
        }
        return "{" + String.join(", ", entries) + "}";
    }

    private static String word(String text) {
        String word = text.replaceAll("[^\\x21-\\x7e]", "");
        return word.isEmpty() ? "X" : word;
    }

    private static byte[] plain(String head, byte[] body) {
        String length = body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n";
        return Odd.joined((head + length + "\r\n").getBytes(StandardCharsets.UTF_8), body);
    }

    private static byte[] chunked(String head, byte[] body) {
        byte[] begin = (head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return Odd.joined(Odd.joined(begin, body), "\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }
}
