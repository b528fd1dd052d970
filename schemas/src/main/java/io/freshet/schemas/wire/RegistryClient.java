package io.freshet.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The calls of a Confluent-compatible schema registry that Freshet makes. A registry that cannot be reached, or answers
 * 5xx, is tried again for a while.
 */
public final class RegistryClient {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int TRIES = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient http;

    /** @param url such as {@code http://localhost:8081}; Apicurio's compatible API is under {@code /apis/ccompat/v7} */
    public RegistryClient(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.http = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Registers a schema, or finds it: the same schema has the same id. */
    public int register(String subject, Schema schema) {
        JsonNode answer = call("POST", "/subjects/" + encoded(subject) + "/versions", body(schema));
        return answer.path("id").asInt();
    }

    /** @throws RegistryException with status 404 where the id is unknown */
    public Schema byId(int id) {
        return parse(call("GET", "/schemas/ids/" + id, "").path("schema").asText());
    }

    /** The newest schema of a subject. */
    public Schema latest(String subject) {
        String path = "/subjects/" + encoded(subject) + "/versions/latest";
        return parse(call("GET", path, "").path("schema").asText());
    }

    /** Whether a schema may follow the newest one of a subject; true where the subject is new. */
    public boolean isCompatible(String subject, Schema schema) {
        try {
            String path = "/compatibility/subjects/" + encoded(subject) + "/versions/latest";
            return call("POST", path, body(schema)).path("is_compatible").asBoolean();
        } catch (RegistryException e) {
            if (e.status() == 404) {
                return true;
            }
            throw e;
        }
    }

    private JsonNode call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Accept", CONTENT_TYPE + ", application/json")
                .header("Content-Type", CONTENT_TYPE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        for (int tried = 1; ; tried++) {
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() < 300) {
                    return JSON.readTree(answer.body());
                }
                if (answer.statusCode() < 500 || tried == TRIES) {
                    throw new RegistryException(
                            answer.statusCode(),
                            method + " " + url + path + ": " + answer.statusCode() + " " + message(answer.body()));
                }
            } catch (IOException e) {
                if (tried == TRIES) {
                    throw new RegistryException("the schema registry at " + url + " cannot be reached", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException("interrupted while waiting for the schema registry", e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L << tried));
        }
    }

    private static String message(String body) {
        try {
            return JSON.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    private static String body(Schema schema) {
        try {
            return JSON.writeValueAsString(Map.of("schema", schema.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema could not be written as JSON", e);
        }
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException e) {
            throw new RegistryException("the registry's schema is not Avro: " + e.getMessage(), e);
        }
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
