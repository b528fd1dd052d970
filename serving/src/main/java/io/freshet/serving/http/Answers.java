package io.freshet.serving.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.serving.index.Hit;
import io.freshet.serving.view.Embedding;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the API returns; field names are snake_case, times ISO 8601. */
final class Answers {

    private Answers() {}

    /** One embedding. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EmbeddingAnswer(
            String kind,
            String id,
            @Nullable String name,
            @Nullable String category,
            String space,
            long version,
            long step,
            String eventTime,
            String publishTime,
            int priorDimensions,
            float[] vector) {

        static EmbeddingAnswer of(Embedding embedding, ItemCatalogue catalogue) {
            Item item = item(embedding.kind(), embedding.id(), catalogue);
            Provenance from = embedding.provenance();
            return new EmbeddingAnswer(
                    embedding.kind(),
                    embedding.id(),
                    item == null ? null : item.name(),
                    item == null ? null : item.category(),
                    from.space(),
                    from.version(),
                    from.step(),
                    Instant.ofEpochMilli(from.eventTimeMs()).toString(),
                    Instant.ofEpochMilli(from.publishTimeMs()).toString(),
                    from.priorDimensions(),
                    embedding.vector());
        }
    }

    /** Who was asked about, and who was found, nearest first. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FoundAnswer(
            @Nullable Subject query, String kind, String space, String similarity, List<HitAnswer> results) {}

    /** An entity or item by its id and, where it has one, its name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Subject(
            String kind,
            String id,
            @Nullable String name,
            @Nullable String category) {
        static Subject of(String kind, String id, ItemCatalogue catalogue) {
            Item item = item(kind, id, catalogue);
            return new Subject(kind, id, item == null ? null : item.name(), item == null ? null : item.category());
        }
    }

    /** One of those found. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HitAnswer(
            String id,
            @Nullable String name,
            @Nullable String category,
            float score,
            long version,
            long step,
            String eventTime,
            String publishTime) {}

    static List<HitAnswer> hits(String kind, List<Hit> hits, Embeddings embeddings, ItemCatalogue catalogue) {
        List<HitAnswer> answers = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            Provenance from = embeddings.provenance(kind, hit.id());
            if (from == null) {
                continue; // removed since the search
            }
            Item item = item(kind, hit.id(), catalogue);
            answers.add(new HitAnswer(
                    hit.id(),
                    item == null ? null : item.name(),
                    item == null ? null : item.category(),
                    hit.score(),
                    from.version(),
                    from.step(),
                    Instant.ofEpochMilli(from.eventTimeMs()).toString(),
                    Instant.ofEpochMilli(from.publishTimeMs()).toString()));
        }
        return answers;
    }

    private static @Nullable Item item(String kind, String id, ItemCatalogue catalogue) {
        return kind.equals(EmbeddingRecord.ITEM) ? catalogue.get(id) : null;
    }
}
