package io.freshet.serving.http;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.serving.http.Answers.FoundAnswer;
import io.freshet.serving.http.Answers.Subject;
import io.freshet.serving.index.Query;
import io.freshet.serving.index.Similarity;
import io.freshet.serving.view.Embedding;
import io.freshet.serving.view.Embeddings.Found;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who of the entities is nearest, where they are in parts: every instance is asked for its nearest, and what they say is put
 * together. All of them have to answer, because one that is left out could have had the nearest.
 */
final class EntitySearch {
    private static final String SEARCH = "/v1/search";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sources sources;
    private final QueryRoutes queries;
    private final Forwarder forwarder;

    EntitySearch(Sources sources, QueryRoutes queries, Forwarder forwarder) {
        this.sources = sources;
        this.queries = queries;
        this.forwarder = forwarder;
    }

    /** Answers for an entity's own vector, wherever that is; false where no other instance has to be asked. */
    boolean answersNeighbours(Context ctx, String entity, int k) {
        boolean isHere = forwarder.placement().isHere(entity);
        if (isHere && !mustAsk(ctx)) {
            return false;
        }
        if (isHere) {
            Embedding embedding = sources.embeddings().find(ENTITY, entity);
            if (embedding == null) {
                throw QueryRoutes.unknown(ENTITY, entity);
            }
            JsonNode vector = JSON.valueToTree(embedding.vector());
            ctx.future(() -> nearest(ctx, request(vector, k, entity)).thenAccept(found -> answer(ctx, entity, found)));
            return true;
        }
        String path = Forwarder.path("/v1/embeddings/" + ENTITY, entity);
        ctx.future(() -> forwarder.get(ctx, entity, path).thenCompose(given -> {
            if (given.statusCode() != 200) {
                throw given.statusCode() == 404
                        ? QueryRoutes.unknown(ENTITY, entity)
                        : Refusal.unavailable("no answer from the instance that has the entity");
            }
            JsonNode vector = parsed(given.body()).path("vector");
            return nearest(ctx, request(vector, k, entity)).thenAccept(found -> answer(ctx, entity, found));
        }));
        return true;
    }

    /** Answers a search among entities by a vector; false where no other instance has to be asked. */
    boolean answersSearch(Context ctx, JsonNode body, int k) {
        if (!mustAsk(ctx)) {
            return false;
        }
        ObjectNode request = body.deepCopy();
        request.put("k", k);
        ctx.future(() -> nearest(ctx, request).thenAccept(found -> answer(ctx, null, found)));
        return true;
    }

    private boolean mustAsk(Context ctx) {
        if (!forwarder.placement().isWhole()) {
            throw Refusal.unavailable("entities on their way from one instance to another");
        }
        return !Forwarder.isForwarded(ctx) && !forwarder.placement().others().isEmpty();
    }

    private static ObjectNode request(JsonNode vector, int k, String except) {
        ObjectNode request = JSON.createObjectNode();
        request.set("vector", vector);
        request.put("kind", ENTITY).put("k", k);
        request.putArray("exclude").add(except);
        return request;
    }

    private CompletableFuture<ObjectNode> nearest(Context ctx, ObjectNode request) {
        FoundAnswer here = here(request);
        byte[] body = request.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
        for (URI other : forwarder.placement().others()) {
            asked.add(forwarder
                    .post(ctx, other, SEARCH, body)
                    .exceptionallyCompose(fault -> CompletableFuture.failedFuture(
                            Refusal.unavailable("no answer from one of the instances"))));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<JsonNode> answers = new ArrayList<>();
            if (here != null) {
                answers.add(JSON.valueToTree(here));
            }
            for (CompletableFuture<HttpResponse<byte[]>> each : asked) {
                HttpResponse<byte[]> given = each.join();
                if (given.statusCode() == 200) {
                    answers.add(parsed(given.body()));
                } else if (given.statusCode() != 404) { // 404: it has no entity yet
                    throw Refusal.unavailable("no answer from one of the instances");
                }
            }
            return together(answers, request.path("k").asInt());
        });
    }

    private @Nullable FoundAnswer here(ObjectNode request) {
        float[] vector = new float[request.path("vector").size()];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = request.path("vector").get(d).floatValue();
        }
        Set<String> excluded = new HashSet<>();
        request.path("exclude").forEach(id -> excluded.add(id.asText()));
        Similarity similarity =
                request.path("similarity").asText("cosine").equals("dot") ? Similarity.DOT : Similarity.COSINE;
        int k = request.path("k").asInt();
        if (vector.length != sources.embeddings().dimensions(ENTITY)) {
            return null; // it has no entity, or all of them in another space
        }
        Found found =
                sources.embeddings().search(ENTITY, new Query(vector, similarity, k, id -> !excluded.contains(id)));
        return found == null ? null : queries.answer(null, ENTITY, found);
    }

    /** Vectors of different spaces do not compare: those count that are in the space of the first. */
    private static ObjectNode together(List<JsonNode> answers, int k) {
        if (answers.isEmpty()) {
            throw Refusal.notFound("kind", "have embeddings", "none of kind entity yet", "");
        }
        JsonNode first = answers.get(0);
        List<JsonNode> hits = new ArrayList<>();
        for (JsonNode answer : answers) {
            if (answer.path("space").equals(first.path("space"))) {
                answer.path("results").forEach(hits::add);
            }
        }
        hits.sort(
                Comparator.comparingDouble((JsonNode hit) -> -hit.path("score").asDouble())
                        .thenComparing(hit -> hit.path("id").asText()));
        ObjectNode found = JSON.createObjectNode();
        found.set("kind", first.path("kind"));
        found.set("space", first.path("space"));
        found.set("similarity", first.path("similarity"));
        ArrayNode results = found.putArray("results");
        Set<String> taken = new HashSet<>(); // a standby has what its active has
        for (JsonNode hit : hits) {
            if (results.size() < k && taken.add(hit.path("id").asText())) {
                results.add(hit);
            }
        }
        return found;
    }

    private void answer(Context ctx, @Nullable String entity, ObjectNode found) {
        ObjectNode whole = JSON.createObjectNode();
        if (entity != null) {
            whole.set("query", JSON.valueToTree(Subject.of(ENTITY, entity, sources.catalogue())));
        }
        ctx.json(whole.setAll(found));
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
