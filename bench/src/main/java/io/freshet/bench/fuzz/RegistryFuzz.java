package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.schemas.wire.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** Answers of a registry that is none, or is ill: each is taken, or refused by the one exception that says so. */
public final class RegistryFuzz {
    private static final Schema SCHEMA =
            SchemaBuilder.record("Seen").fields().requiredString("id").endRecord();
    private static final List<String> SEEDS = List.of(
            "{\"id\": 7}",
            "[1, 2]",
            "{\"is_compatible\": true}",
            "{\"error_code\": 40403, \"message\": \"Schema not found\"}",
            "{\"schema\": \"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[{\\\"name\\\":\\\"b\\\","
                    + "\\\"type\\\":[\\\"null\\\",\\\"string\\\"],\\\"default\\\":null},{\\\"name\\\":\\\"c\\\",\\\"type\\\":"
                    + "{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"E\\\",\\\"symbols\\\":[\\\"x\\\"]}}]}\"}");
    private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 200, 201, 404, 409, 422, 302, 400);

    private static volatile byte[] body = new byte[0];
    private static volatile int status = 200;
    private static final RegistryClient CLIENT = new RegistryClient(server());

    private RegistryFuzz() {}

    private static String server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", RegistryFuzz::answer);
            server.start();
            return "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] answer = body;
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Gets ready, which is not held against the first input. */
    public static void fuzzerInitialize() {
        // what this class needs is made as it is loaded
    }

    /** One answer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        status = data.pickValue(STATUSES);
        byte[] seed = data.pickValue(SEEDS).getBytes(StandardCharsets.UTF_8);
        body = data.consumeInt(0, 7) == 0 ? data.consumeBytes(200) : Odd.mutated(seed, data);
        try {
            switch (data.consumeInt(0, 4)) {
                case 0 -> CLIENT.register("s-value", SCHEMA);
                case 1 -> CLIENT.latest("s-value");
                case 2 -> CLIENT.isCompatible("s-value", SCHEMA);
                case 3 -> CLIENT.hasSubject("s-value");
                default -> CLIENT.byId(7);
            }
        } catch (RegistryException e) {
            if (e.status() == 0) {
                throw new AssertionError("an answer taken for silence", e);
            }
        }
    }
}
