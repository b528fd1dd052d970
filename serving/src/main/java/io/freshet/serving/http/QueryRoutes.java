package io.freshet.serving.http;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;

import io.freshet.serving.ServingConfig;
import io.freshet.serving.http.Answers.EmbeddingAnswer;
import io.freshet.serving.http.Answers.FoundAnswer;
import io.freshet.serving.http.Answers.Subject;
import io.freshet.serving.view.Embedding;
import io.freshet.serving.view.Embeddings.Found;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.KnownItems;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Embeddings, neighbours, recommendations and items. */
final class QueryRoutes {
    private static final int DEFAULT_K = 10;

    private final Sources sources;
    private final ServingConfig config;
    private final Forwarder forwarder;
    private final EntitySearch entities;

    QueryRoutes(Sources sources, ServingConfig config, Forwarder forwarder) {
        this.sources = sources;
        this.config = config;
        this.forwarder = forwarder;
        this.entities = new EntitySearch(sources, this, forwarder);
    }

    void embedding(Context ctx) {
        requireReady();
        Params.allow(ctx);
        String kind = Params.kind(ctx.pathParam("kind"));
        String id = ctx.pathParam("id");
        if (kind.equals(ENTITY) && forwarder.passesOn(ctx, id, Forwarder.path("/v1/embeddings/" + ENTITY, id))) {
            return;
        }
        Embedding embedding = sources.embeddings().find(kind, id);
        if (embedding == null) {
            throw unknown(kind, id);
        }
        ctx.json(EmbeddingAnswer.of(embedding, sources.catalogue()));
    }

    void neighbours(Context ctx) {
        requireReady();
        Params.allow(ctx, "k");
        String kind = Params.kind(ctx.pathParam("kind"));
        String id = ctx.pathParam("id");
        int k = Params.k(ctx, DEFAULT_K, config.maxK());
        answerNeighbours(ctx, kind, id, k);
    }

    /** Of an item among all; of an entity among those of every instance. */
    void answerNeighbours(Context ctx, String kind, String id, int k) {
        if (!kind.equals(ENTITY) || !entities.answersNeighbours(ctx, id, k)) {
            ctx.json(neighbours(kind, id, k));
        }
    }

    EntitySearch entities() {
        return entities;
    }

    FoundAnswer neighbours(String kind, String id, int k) {
        Found found = sources.embeddings().neighbours(kind, id, k);
        if (found == null) {
            throw unknown(kind, id);
        }
        return answer(Subject.of(kind, id, sources.catalogue()), kind, found);
    }

    void recommend(Context ctx) {
        requireReady();
        Params.allow(ctx, "k", "include-known", "memory");
        String entity = ctx.pathParam("entity");
        int k = Params.k(ctx, DEFAULT_K, config.maxK());
        // Where items come again, what somebody has is the first thing to recommend.
        boolean includeKnown = Params.bool(ctx, "include-known", sources.itemsComeAgain());
        boolean withMemory = Params.bool(ctx, "memory", true);
        if (forwarder.passesOn(ctx, entity, Forwarder.path("/v1/recommend", entity))) {
            return;
        }
        Set<String> known = includeKnown ? Set.of() : known(entity);
        Predicate<String> isNew = item -> !known.contains(item);
        Found found = withMemory
                ? sources.embeddings().recommend(entity, k, isNew)
                : sources.embeddings().recommendByEmbeddings(entity, k, isNew);
        if (found == null) {
            throw unknown(ENTITY, entity);
        }
        ctx.json(answer(Subject.of(ENTITY, entity, sources.catalogue()), ITEM, found));
    }

    private Set<String> known(String entity) {
        try {
            return sources.knownItems().of(entity);
        } catch (KnownItems.Unavailable e) {
            throw Refusal.unavailable("state on the move: " + e.getMessage());
        }
    }

    void items(Context ctx) {
        Params.allow(ctx, "q", "k");
        String text = Params.one(ctx, "q");
        if (text == null || text.isBlank()) {
            throw Refusal.badRequest("q", "be words of an item's name, or its id", "nothing", "/v1/items?q=lantern");
        }
        int k = Params.k(ctx, DEFAULT_K, config.maxK());
        List<Map<String, Object>> found =
                sources.catalogue().find(text, k).stream().map(this::itemAnswer).toList();
        ctx.json(Map.of("items", found));
    }

    private Map<String, Object> itemAnswer(Item item) {
        boolean embedded = sources.embeddings().provenance(ITEM, item.id()) != null;
        String category = item.category();
        return category == null
                ? Map.of("id", item.id(), "name", item.name(), "embedded", embedded)
                : Map.of("id", item.id(), "name", item.name(), "embedded", embedded, "category", category);
    }

    FoundAnswer answer(@Nullable Subject query, String kind, Found found) {
        return new FoundAnswer(
                query,
                kind,
                found.space(),
                found.scoring().name().toLowerCase(Locale.ROOT),
                Answers.hits(kind, found.hits(), sources.embeddings(), sources.catalogue()));
    }

    void requireReady() {
        Sources.Readiness readiness = sources.readiness().get();
        if (!readiness.ready()) {
            throw Refusal.unavailable(readiness.reason());
        }
    }

    static Refusal unknown(String kind, String id) {
        String hint = kind.equals(ITEM)
                ? "find items by name with /v1/items?q="
                : "it has one as soon as an event of it was learnt from";
        return Refusal.notFound("id", "be of an " + kind + " that has an embedding", Refusal.shown(id), hint);
    }
}
