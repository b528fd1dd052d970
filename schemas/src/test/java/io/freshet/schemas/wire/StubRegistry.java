package io.freshet.schemas.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A registry of three calls, which can be made to forget, or to answer nonsense. */
final class StubRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private final Set<String> subjects = new HashSet<>();
    private @Nullable String nonsense;
    private int calls;

    private StubRegistry(HttpServer server) {
        this.server = server;
    }

    static StubRegistry start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            StubRegistry registry = new StubRegistry(server);
            server.createContext("/", registry::answer);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized int add(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    synchronized void forget() {
        schemas.clear();
        subjects.clear();
    }

    synchronized void answerAll(String body) {
        nonsense = body;
    }

    synchronized int calls() {
        return calls;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        calls++;
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (nonsense != null) {
            send(exchange, 200, nonsense);
        } else if (path[1].equals("schemas")) {
            int id = Integer.parseInt(path[3]);
            boolean known = id >= 1 && id <= schemas.size();
            send(exchange, known ? 200 : 404, known ? json(Map.of("schema", schemas.get(id - 1))) : "{}");
        } else if (exchange.getRequestMethod().equals("POST")) {
            subjects.add(path[2]);
            int id = add(JSON.readTree(exchange.getRequestBody()).path("schema").asText());
            send(exchange, 200, json(Map.of("id", id)));
        } else {
            send(exchange, subjects.contains(path[2]) ? 200 : 404, "[1]");
        }
    }

    private static String json(Map<String, ?> answer) throws IOException {
        return JSON.writeValueAsString(answer);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
