package io.freshet.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The latest state of the embeddings topic: for each key the last record that stands there, which is what compaction leaves.
 * Safe for use by many threads.
 */
final class PublishedTable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    private final Map<String, EmbeddingRecord> latest = new HashMap<>();
    private final Map<String, EmbeddingRecord> withdrawn = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private long rewound;

    synchronized void put(EmbeddingRecord record) {
        EmbeddingRecord before = latest.put(record.key(), record);
        if (before != null && before.step() > record.step()) {
            rewound++;
        }
    }

    synchronized void remove(String key) {
        EmbeddingRecord before = latest.remove(key);
        if (before != null) {
            withdrawn.put(key, before);
        }
    }

    synchronized int size() {
        return latest.size();
    }

    /** Records that came after one of a later step: a learner went back to its checkpoint in between. */
    synchronized long rewound() {
        return rewound;
    }

    private synchronized Map<String, EmbeddingRecord> copy() {
        return Map.copyOf(latest);
    }

    private synchronized Set<String> gone() {
        Set<String> gone = new HashSet<>(withdrawn.keySet());
        gone.removeAll(latest.keySet());
        return gone;
    }

    /** In what an instance of serving differs from it, a sentence for each key; empty where it is equal. */
    List<String> differencesOf(String servingUrl) throws IOException, InterruptedException {
        List<String> differences = new ArrayList<>();
        for (EmbeddingRecord record : copy().values()) {
            String difference = difference(record, get(servingUrl, record.kind(), record.id()));
            if (difference != null) {
                differences.add(record.key() + ": " + difference);
            }
        }
        for (String key : gone()) {
            int colon = key.indexOf(':');
            if (get(servingUrl, key.substring(0, colon), key.substring(colon + 1)) != null) {
                differences.add(key + ": is served, though it was withdrawn");
            }
        }
        return differences;
    }

    private static @Nullable String difference(EmbeddingRecord record, @Nullable JsonNode served) {
        if (served == null) {
            return "is not served";
        }
        long step = served.path("step").asLong();
        if (step != record.step() || served.path("version").asLong() != record.version()) {
            return "the topic has step " + record.step() + " of version " + record.version() + ", serving step " + step
                    + " of version " + served.path("version").asLong();
        }
        JsonNode vector = served.path("vector");
        if (vector.size() != record.vector().length) {
            return "has another width";
        }
        for (int i = 0; i < vector.size(); i++) {
            if (vector.get(i).floatValue() != record.vector()[i]) {
                return "has another vector of the same step " + step;
            }
        }
        return null;
    }

    private @Nullable JsonNode get(String servingUrl, String kind, String id) throws IOException, InterruptedException {
        String path = "/v1/embeddings/" + kind + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(servingUrl + path))
                .timeout(ANSWER)
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == NOT_FOUND) {
            return null;
        }
        if (answer.statusCode() != 200) {
            throw new IOException(servingUrl + path + ": " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
