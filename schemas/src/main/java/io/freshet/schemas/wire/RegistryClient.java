package io.freshet.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a Confluent-compatible schema registry that Freshet makes. A registry that cannot be reached, or answers
 * 5xx, is tried again for a while.
 */
public final class RegistryClient {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int TRIES = 6;
    private static final int OK = 200;
    private static final int UNAUTHORISED = 401;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;
    private static final int LONGEST_SHOWN = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern ADDRESS =
            Pattern.compile("(https?://)(?:\\$\\{env:(\\w+)}@)?([^/?#@\\s]+(?:/[^?#@\\s]*)?)");

    private final String url;
    private final @Nullable Secret login;
    private final HttpClient http;

    /**
     * @param address such as {@code http://localhost:8081}; Apicurio's compatible API is under {@code /apis/ccompat/v7}.
     *     In {@code https://${env:NAME}@registry} the environment variable NAME holds {@code user:password}
     */
    public RegistryClient(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the registry's address is no http(s) URL");
        }
        String rest = parts.group(3);
        this.url = parts.group(1) + (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest);
        this.login = parts.group(2) == null ? null : new Secret(parts.group(2));
        this.http = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Whether this is an address of a registry: an http(s) URL, with no login but one that stands in the environment. */
    public static boolean isAddress(String address) {
        Matcher parts = ADDRESS.matcher(address);
        try {
            return parts.matches() && new URI(parts.group(1) + parts.group(3)).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Registers a schema, or finds it: the same schema has the same id. */
    public int register(String subject, Schema schema) {
        JsonNode id = call("POST", "/subjects/" + encoded(subject) + "/versions", body(schema))
                .path("id");
        if (!id.isIntegralNumber() || !id.canConvertToInt()) {
            throw new RegistryException(OK, "the schema registry at " + url + " gives " + subject + " no id");
        }
        return id.intValue();
    }

    /** Whether the registry knows any schema of a subject. */
    public boolean hasSubject(String subject) {
        try {
            return call("GET", "/subjects/" + encoded(subject) + "/versions", "")
                    .isArray();
        } catch (RegistryException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** @throws RegistryException with status 404 where the id is unknown, 422 where it is not of an Avro schema */
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
            if (e.status() == NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }

    private JsonNode call(String method, String path, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Accept", CONTENT_TYPE + ", application/json")
                .header("Content-Type", CONTENT_TYPE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (login != null) {
            builder.header("Authorization", basic(login));
        }
        HttpRequest request = builder.build();
        for (int tried = 1; ; tried++) {
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() < 300) {
                    return json(answer);
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

    private static String basic(Secret login) {
        String value = login.value();
        if (value == null) {
            throw new RegistryException(
                    UNAUTHORISED, "the schema registry's login " + login + " is not in the environment");
        }
        return "Basic " + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new RegistryException(
                    answer.statusCode(),
                    "what answers at " + url + " is no schema registry: " + shortened(answer.body()));
        }
    }

    private static String message(String body) {
        try {
            return shortened(JSON.readTree(body).path("message").asText(body));
        } catch (JsonProcessingException e) {
            return shortened(body);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
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
        } catch (RuntimeException e) { // Avro's own, and what its parser runs into on the way: null, an index

            throw new RegistryException(
                    UNPROCESSABLE, "the registry's schema is not Avro: " + shortened(String.valueOf(e.getMessage())));
        }
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
