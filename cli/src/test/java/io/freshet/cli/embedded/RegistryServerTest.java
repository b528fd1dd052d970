package io.freshet.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID =
            "{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}";
    private static final String WITH_PRICE = ID.replace("}]", "},{\"name\":\"price\",\"type\":\"double\"}]");

    private final HttpClient http = HttpClient.newHttpClient();
    private RegistryServer server;

    record Answer(int status, JsonNode body) {}

    @BeforeEach
    void start(@TempDir Path directory) {
        server = RegistryServer.start(directory.resolve("schemas.json"), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registersAndFindsSchemaByIdSubjectAndVersion() throws Exception {
        Answer registered = send("POST", "/subjects/a-value/versions", schema(ID));
        assertThat(registered.status()).isEqualTo(200);
        int id = registered.body().path("id").asInt();

        assertThat(get("/schemas/ids/" + id).body().path("schema").asText()).isEqualTo(ID);
        assertThat(get("/subjects").body().toString()).isEqualTo("[\"a-value\"]");
        assertThat(get("/subjects/a-value/versions").body().toString()).isEqualTo("[1]");
        JsonNode latest = get("/subjects/a-value/versions/latest").body();
        assertThat(latest).isEqualTo(get("/subjects/a-value/versions/1").body());
        assertThat(latest.path("subject").asText()).isEqualTo("a-value");
        assertThat(latest.path("version").asInt()).isEqualTo(1);
        assertThat(latest.path("id").asInt()).isEqualTo(id);
        assertThat(send("POST", "/subjects/a-value", schema(ID)).body()).isEqualTo(latest);
        assertThat(get("/schemas/types").body().toString()).isEqualTo("[\"AVRO\"]");
    }

    @Test
    void answersInConfluentsContentType() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + "/subjects")).build();

        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void refusalsCarryConfluentsCodes() throws Exception {
        send("POST", "/subjects/a-value/versions", schema(ID));

        assertRefused(get("/subjects/none/versions"), 404, 40401);
        assertRefused(get("/subjects/a-value/versions/7"), 404, 40402);
        assertRefused(get("/schemas/ids/99"), 404, 40403);
        assertRefused(send("POST", "/subjects/a-value", schema(WITH_PRICE)), 404, 40403);
        assertRefused(get("/config/a-value"), 404, 40408);
        assertRefused(send("POST", "/subjects/a-value/versions", schema(WITH_PRICE)), 409, 409);
        assertRefused(send("POST", "/subjects/a-value/versions", schema("no schema")), 422, 42201);
        assertRefused(get("/subjects/a-value/versions/zero"), 422, 42202);
        assertRefused(send("PUT", "/config", Map.of("compatibility", "SOMETIMES")), 422, 42203);
        assertRefused(send("PUT", "/config", Map.of()), 422, 422);
        assertRefused(get("/nowhere"), 404, 404);
    }

    @Test
    void compatibilityFollowsTheLevelInForce() throws Exception {
        send("POST", "/subjects/a-value/versions", schema(ID));
        String check = "/compatibility/subjects/a-value/versions/latest?verbose=true";

        Answer refused = send("POST", check, schema(WITH_PRICE));
        assertThat(refused.body().path("is_compatible").asBoolean()).isFalse();
        assertThat(refused.body().path("messages").get(0).asText()).contains("price");
        assertThat(get("/config").body().path("compatibilityLevel").asText()).isEqualTo("BACKWARD");

        send("PUT", "/config/a-value", Map.of("compatibility", "forward"));
        assertThat(send("POST", check, schema(WITH_PRICE))
                        .body()
                        .path("is_compatible")
                        .asBoolean())
                .isTrue();
        assertThat(get("/config/a-value").body().path("compatibilityLevel").asText())
                .isEqualTo("FORWARD");
    }

    @Test
    void deletesSubject() throws Exception {
        send("POST", "/subjects/a-value/versions", schema(ID));

        assertThat(send("DELETE", "/subjects/a-value", null).body().toString()).isEqualTo("[1]");
        assertRefused(get("/subjects/a-value/versions"), 404, 40401);
    }

    private static Map<String, String> schema(String schema) {
        return Map.of("schema", schema);
    }

    private static void assertRefused(Answer answer, int status, int code) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.body().path("error_code").asInt()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    private Answer send(String method, String path, @Nullable Object body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, publisher)
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }
}
