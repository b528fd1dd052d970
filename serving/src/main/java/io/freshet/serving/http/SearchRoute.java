package io.freshet.serving.http;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.DidYouMean;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.index.Query;
import io.freshet.serving.index.Similarity;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Embeddings.Found;
import io.freshet.serving.view.Item;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Search by a vector, by an id, or by the words of an item's name. */
final class SearchRoute {
    private static final List<String> KEYS = List.of("vector", "id", "text", "kind", "k", "similarity", "exclude");
    private static final List<String> SIMILARITIES = List.of("cosine", "dot");
    private static final int MAX_EXCLUDED = 10_000;

    private final Sources sources;
    private final ServingConfig config;
    private final QueryRoutes queries;
    private final ObjectMapper json = new ObjectMapper();

    SearchRoute(Sources sources, ServingConfig config, QueryRoutes queries) {
        this.sources = sources;
        this.config = config;
        this.queries = queries;
    }

    void search(Context ctx) throws IOException {
        Params.allow(ctx);
        JsonNode body = body(ctx);
        String kind = Params.kind(text(body, "kind", ITEM));
        int k = k(body);
        queries.requireReady();
        switch (subject(body)) {
            case "vector" -> byVector(ctx, body, kind, k);
            case "id" -> queries.answerNeighbours(ctx, kind, text(body, "id", ""), k);
            default -> ctx.json(byText(body, kind, k));
        }
    }

    private static String subject(JsonNode body) {
        List<String> given = List.of("vector", "id", "text").stream()
                .filter(body::hasNonNull)
                .toList();
        if (given.size() != 1) {
            throw Refusal.badRequest(
                    "body",
                    "have one of vector, id and text",
                    given.isEmpty() ? "none of them" : String.join(" and ", given),
                    "{\"text\": \"lantern\", \"k\": 5}");
        }
        for (String key : List.of("similarity", "exclude")) {
            if (!given.get(0).equals("vector") && body.hasNonNull(key)) {
                throw Refusal.badRequest(key, "stand beside a vector", given.get(0), "");
            }
        }
        return given.get(0);
    }

    private Object byText(JsonNode body, String kind, int k) {
        String words = text(body, "text", "");
        if (!kind.equals(ITEM)) {
            throw Refusal.badRequest("kind", "be item where text is given", kind, "entities have no names");
        }
        List<Item> matches = words.isBlank() ? List.of() : sources.catalogue().find(words, 50);
        return matches.stream()
                .filter(item -> sources.embeddings().provenance(ITEM, item.id()) != null)
                .findFirst()
                .map(item -> queries.neighbours(ITEM, item.id(), k))
                .orElseThrow(() -> Refusal.notFound(
                        "text", "be words of the name of an item that has an embedding", Refusal.shown(words), ""));
    }

    private void byVector(Context ctx, JsonNode body, String kind, int k) {
        Similarity similarity = similarity(body);
        Set<String> excluded = excluded(body);
        Embeddings embeddings = sources.embeddings();
        float[] vector = vector(body.get("vector"), embeddings.dimensions(kind), similarity);
        if (kind.equals(ENTITY) && queries.entities().answersSearch(ctx, body, k)) {
            return;
        }
        Query query = new Query(vector, similarity, k, id -> !excluded.contains(id));
        Found found = embeddings.search(kind, query);
        if (found == null) {
            throw Refusal.notFound("kind", "have embeddings", "none of kind " + kind + " yet", "");
        }
        ctx.json(queries.answer(null, kind, found));
    }

    private static float[] vector(JsonNode node, int dimensions, Similarity similarity) {
        if (!node.isArray()) {
            throw Refusal.badRequest("vector", "be a list of numbers", shown(node), "");
        }
        float[] vector = new float[node.size()];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = node.get(d).isNumber() ? node.get(d).floatValue() : Float.NaN;
            if (!Float.isFinite(vector[d])) {
                throw Refusal.badRequest("vector[" + d + "]", "be a finite number", shown(node.get(d)), "");
            }
        }
        if (dimensions == 0 || vector.length == dimensions) {
            return vector;
        }
        // Cosine does not look at the prior, so a vector may come without it.
        if (similarity == Similarity.COSINE && vector.length == dimensions - 1) {
            return Arrays.copyOf(vector, dimensions);
        }
        throw Refusal.badRequest("vector", "have " + dimensions + " numbers", "" + vector.length, "");
    }

    private static Similarity similarity(JsonNode body) {
        String name = text(body, "similarity", "cosine");
        if (!SIMILARITIES.contains(name)) {
            throw Refusal.badRequest(
                    "similarity", "be cosine or dot", Refusal.shown(name), DidYouMean.hint(name, SIMILARITIES));
        }
        return Similarity.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Set<String> excluded(JsonNode body) {
        JsonNode node = body.get("exclude");
        if (node == null || node.isNull()) {
            return Set.of();
        }
        if (!node.isArray() || node.size() > MAX_EXCLUDED) {
            throw Refusal.badRequest(
                    "exclude",
                    "be a list of at most " + MAX_EXCLUDED + " ids",
                    node.isArray() ? "" + node.size() : shown(node),
                    "");
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode id : node) {
            if (!id.isTextual()) {
                throw Refusal.badRequest("exclude", "hold ids, which are strings", shown(id), "");
            }
            ids.add(id.textValue());
        }
        return ids;
    }

    private int k(JsonNode body) {
        JsonNode node = body.get("k");
        if (node == null || node.isNull()) {
            return 10;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < 1
                || node.intValue() > config.maxK()) {
            throw Refusal.badRequest(
                    "k", "be a whole number from 1 to " + config.maxK(), shown(node), "without it, 10");
        }
        return node.intValue();
    }

    private static String text(JsonNode body, String key, String byDefault) {
        JsonNode node = body.get(key);
        if (node == null || node.isNull()) {
            return byDefault;
        }
        if (!node.isTextual()) {
            throw Refusal.badRequest(key, "be a string", shown(node), "");
        }
        return node.textValue();
    }

    private JsonNode body(Context ctx) throws IOException {
        String type = ctx.contentType();
        if (type == null
                || !type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")) {
            throw Refusal.notJson(type == null ? "none" : Refusal.shown(type));
        }
        JsonNode body = parsed(bytes(ctx));
        if (body == null || !body.isObject()) {
            throw Refusal.badRequest("body", "be a JSON object", shown(body), "");
        }
        for (Iterator<String> keys = body.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                String hint = DidYouMean.hint(key, KEYS);
                throw Refusal.badRequest(
                        "body",
                        "have known keys only",
                        Refusal.shown(key),
                        hint.isEmpty() ? "known: " + String.join(", ", KEYS) : hint);
            }
        }
        return body;
    }

    // Read here and bounded, because a chunked body does not say its length beforehand.
    private byte[] bytes(Context ctx) throws IOException {
        if (ctx.contentLength() > config.maxBodyBytes()) {
            throw Refusal.tooLarge(config.maxBodyBytes());
        }
        try (InputStream in = ctx.bodyInputStream()) {
            byte[] bytes = in.readNBytes(config.maxBodyBytes() + 1);
            if (bytes.length > config.maxBodyBytes()) {
                throw Refusal.tooLarge(config.maxBodyBytes());
            }
            return bytes;
        }
    }

    private @Nullable JsonNode parsed(byte[] bytes) throws IOException {
        try {
            return json.readTree(bytes);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Refusal.badRequest("body", "be JSON", "something else" + at, "");
        }
    }

    private static String shown(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() ? "nothing" : Refusal.shown(node.toString());
    }
}
