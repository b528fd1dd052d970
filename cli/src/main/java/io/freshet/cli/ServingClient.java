package io.freshet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.run.UserMistake;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The calls of a pipeline's HTTP interface that the command line makes. */
final class ServingClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    ServingClient(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Items whose name or id is like the text, the most alike first. */
    JsonNode items(String text, int k) {
        return get("/v1/items?q=" + encoded(text) + "&k=" + k).path("items");
    }

    JsonNode neighbours(String kind, String id, int k) {
        return get("/v1/neighbours/" + kind + "/" + encoded(id) + "?k=" + k).path("results");
    }

    /** The same, where an id without an embedding has none. */
    JsonNode neighboursIfAny(String kind, String id, int k) {
        try {
            return neighbours(kind, id, k);
        } catch (NotFound e) {
            return JSON.createArrayNode();
        }
    }

    private static final class NotFound extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NotFound(String detail) {
            super(detail);
        }
    }

    private JsonNode get(String path) {
        HttpRequest request;
        try {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
            String key = System.getenv("FRESHET_API_KEY");
            if (key != null) {
                builder.header("Authorization", "Bearer " + key);
            }
            request = builder.build();
        } catch (IllegalArgumentException e) {
            throw new UserMistake("'" + url + "' is no URL; write http://localhost:8080");
        }
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = JSON.readTree(answer.body());
            if (answer.statusCode() >= 300) {
                String detail = body.path("detail").asText(url + path + " answered " + answer.statusCode());
                throw answer.statusCode() == 404 ? new NotFound(detail) : new IllegalStateException(detail);
            }
            return body;
        } catch (IOException e) {
            throw new IllegalStateException("Nobody answers at " + url + "; is the pipeline at work?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + url, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
