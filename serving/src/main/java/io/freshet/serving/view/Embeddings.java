package io.freshet.serving.view;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.message.ModelRecord.Transform;
import io.freshet.serving.index.ExactIndex;
import io.freshet.serving.index.Hit;
import io.freshet.serving.index.Query;
import io.freshet.serving.index.Similarity;
import io.freshet.serving.index.VectorIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest embedding of every entity and item, as the topic has it, and who is near whom.
 *
 * <p>Vectors compare within one space only. When the models topic announces a new space, the current one goes on
 * answering until each of its items has a vector in the new one; then the new one takes over and the old item index
 * goes. An entity that was not embedded anew by then is moved by the announced transform when it is asked for.
 *
 * <p>One thread applies changes, any number read meanwhile.
 */
public final class Embeddings implements AutoCloseable {
    private final IndexFactory newIndex;
    private final Map<String, Provenance> items = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Provenance>> provenance =
            Map.of(ENTITY, new ConcurrentHashMap<>(), ITEM, items);
    private final Map<String, Space> spaces = new ConcurrentHashMap<>();
    private final Memories memories = new Memories();
    private final TwoStages twoStages = new TwoStages(memories);
    private volatile @Nullable Space current;
    private volatile @Nullable ModelRecord announced;
    private final Map<String, Transform> transforms = new ConcurrentHashMap<>(); // by the space they lead to
    /** Items of the current space that the announced one still lacks. */
    private final Set<String> awaited = new HashSet<>();

    /** Makes the index for one kind of one space. */
    @FunctionalInterface
    public interface IndexFactory {
        VectorIndex create(String kind, int dimensions, int priorDimensions);
    }

    /** What became of an embedding. */
    public enum Outcome {
        INDEXED,
        /** Not of its kind's dimensions, not finite, or of no known kind; or its memory is so. */
        UNFIT
    }

    /** The nearest ids, the space that they were compared in, and by what. */
    public record Found(String space, Scoring scoring, List<Hit> hits) {}

    public Embeddings(IndexFactory newIndex) {
        this.newIndex = newIndex;
    }

    /** With exact indexes, for the small. */
    public static Embeddings exact() {
        return new Embeddings((kind, dimensions, prior) -> new ExactIndex(dimensions, prior));
    }

    // --- changes

    /**
     * Takes an embedding in the place of what was there. The topic's order decides, not the step: a learner that goes back to
     * its checkpoint counts some steps again, and what it says then is what compaction will keep.
     */
    public synchronized Outcome apply(EmbeddingRecord embedding) {
        Map<String, Provenance> known = provenance.get(embedding.kind());
        if (known == null || !isFit(embedding)) {
            return Outcome.UNFIT;
        }
        Space space = spaces.computeIfAbsent(embedding.space(), this::newSpace);
        if (!space.put(embedding)) {
            return Outcome.UNFIT;
        }
        known.put(embedding.id(), Provenance.of(embedding));
        memories.put(embedding);
        if (current == null) {
            current = space;
        }
        moveOn(embedding, space);
        return Outcome.INDEXED;
    }

    private static boolean isFit(EmbeddingRecord embedding) {
        for (float value : embedding.vector()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return embedding.priorDimensions() >= 0
                && embedding.vector().length > embedding.priorDimensions()
                && Memories.isFit(embedding);
    }

    private Space newSpace(String name) {
        return new Space(name, (kind, shape) -> newIndex.create(kind, shape.dimensions(), shape.priorDimensions()));
    }

    private void moveOn(EmbeddingRecord embedding, Space space) {
        if (space == current) {
            forgetElsewhere(embedding);
            if (isAwaited() && embedding.kind().equals(ITEM) && announcedVector(embedding.id()) == null) {
                awaited.add(embedding.id());
            }
        } else if (isAwaited() && embedding.kind().equals(ITEM) && space.name().equals(announcedSpace())) {
            awaited.remove(embedding.id());
            cutOverWhenComplete();
        }
    }

    /** Spaces that were left keep the entities which were not embedded anew; each goes when it is. */
    private void forgetElsewhere(EmbeddingRecord embedding) {
        if (spaces.size() == 1 || isAwaited()) {
            return;
        }
        for (Space space : spaces.values()) {
            if (space != current) {
                space.remove(embedding.kind(), embedding.id());
                if (space.isEmpty()) {
                    spaces.remove(space.name());
                    space.close();
                }
            }
        }
    }

    public synchronized void remove(String kind, String id) {
        Map<String, Provenance> known = provenance.get(kind);
        if (known != null && known.remove(id) != null) {
            memories.remove(kind, id);
            spaces.values().forEach(space -> space.remove(kind, id));
            if (kind.equals(ITEM) && awaited.remove(id)) {
                cutOverWhenComplete();
            }
        }
    }

    /** Takes entities away that are elsewhere now; returns how many. */
    public int removeEntities(Predicate<String> which) {
        int removed = 0;
        for (String id : provenance.getOrDefault(ENTITY, Map.of()).keySet()) {
            if (which.test(id)) {
                remove(ENTITY, id);
                removed++;
            }
        }
        return removed;
    }

    /** Takes note of a model's version, and of the space that its vectors are in. */
    public synchronized void announce(ModelRecord model) {
        announced = model;
        Transform transform = model.transform();
        if (transform != null && transform.isFit()) {
            transforms.put(model.space(), transform);
        }
        Space space = current;
        if (space == null) {
            current = spaces.computeIfAbsent(model.space(), this::newSpace);
        } else if (isAwaited()) {
            awaited.clear();
            awaited.addAll(idsOf(space));
            awaited.removeIf(id -> announcedVector(id) != null);
            cutOverWhenComplete();
        }
    }

    private Set<String> idsOf(Space space) {
        Set<String> ids = new HashSet<>();
        items.keySet().forEach(id -> {
            if (space.vector(ITEM, id) != null) {
                ids.add(id);
            }
        });
        return ids;
    }

    private boolean isAwaited() {
        Space space = current;
        String next = announcedSpace();
        return space != null && next != null && !next.equals(space.name());
    }

    private @Nullable String announcedSpace() {
        ModelRecord model = announced;
        return model == null ? null : model.space();
    }

    private float @Nullable [] announcedVector(String item) {
        String name = announcedSpace();
        Space space = name == null ? null : spaces.get(name);
        return space == null ? null : space.vector(ITEM, item);
    }

    private void cutOverWhenComplete() {
        String next = announcedSpace();
        Space left = current;
        if (!awaited.isEmpty() || next == null || left == null) {
            return;
        }
        current = spaces.computeIfAbsent(next, this::newSpace);
        left.drop(ITEM);
        if (left.isEmpty()) {
            spaces.remove(left.name());
        }
    }

    // --- answers

    /** The space that answers; null before there is any embedding. */
    public @Nullable String currentSpace() {
        Space space = current;
        return space == null ? null : space.name();
    }

    public @Nullable ModelRecord model() {
        return announced;
    }

    public int size(String kind) {
        return provenance.getOrDefault(kind, Map.of()).size();
    }

    public @Nullable Provenance provenance(String kind, String id) {
        return provenance.getOrDefault(kind, Map.of()).get(id);
    }

    /** The newest embedding, in whatever space it is. */
    public @Nullable Embedding find(String kind, String id) {
        Provenance from = provenance(kind, id);
        Space space = from == null ? null : spaces.get(from.space());
        float[] vector = space == null ? null : space.vector(kind, id);
        return from == null || vector == null ? null : new Embedding(kind, id, vector, from);
    }

    /** The ids of the same kind nearest to one of them, itself left out; null where it is unknown. */
    public @Nullable Found neighbours(String kind, String id, int k) {
        Placed query = place(kind, id);
        return query == null ? null : search(query, kind, Similarity.COSINE, k, other -> !other.equals(id));
    }

    /**
     * The items with the highest scores for an entity among those that pass, by the embeddings and, where the entity has
     * one, its memory; null where it is unknown.
     */
    public @Nullable Found recommend(String entity, int k, Predicate<String> filter) {
        Placed query = place(ENTITY, entity);
        KeptMemory memory = memories.ofEntity(entity);
        VectorIndex index = query == null ? null : query.space.index(ITEM);
        if (query == null || memory == null || index == null) {
            return recommendByEmbeddings(entity, k, filter);
        }
        Query best = new Query(query.vector, Similarity.DOT, k, filter);
        return new Found(query.space.name(), Scoring.BLEND, twoStages.recommend(memory, index, best));
    }

    /** The same by the embeddings alone. */
    public @Nullable Found recommendByEmbeddings(String entity, int k, Predicate<String> filter) {
        Placed query = place(ENTITY, entity);
        return query == null ? null : search(query, ITEM, Similarity.DOT, k, filter);
    }

    /** The ids nearest to a vector of the current space; null where there are none yet. */
    public @Nullable Found search(String kind, Query query) {
        Space space = current;
        VectorIndex index = space == null ? null : space.index(kind);
        return space == null || index == null
                ? null
                : new Found(space.name(), Scoring.of(query.similarity()), index.search(query));
    }

    /** A kind's dimensions in the current space, the prior's included; 0 before there is any. */
    public int dimensions(String kind) {
        Space space = current;
        return space == null ? 0 : space.dimensions(kind);
    }

    /** Every item of the current space with its vector. */
    public void eachItem(Consumer<Embedding> visitor) {
        Space space = current;
        if (space == null) {
            return;
        }
        items.forEach((id, from) -> {
            float[] vector = space.vector(ITEM, id);
            if (vector != null) {
                visitor.accept(new Embedding(ITEM, id, vector, from));
            }
        });
    }

    private Found search(Placed query, String kind, Similarity similarity, int k, Predicate<String> filter) {
        VectorIndex index = query.space.index(kind);
        return new Found(
                query.space.name(),
                Scoring.of(similarity),
                index == null ? List.of() : index.search(new Query(query.vector, similarity, k, filter)));
    }

    private record Placed(Space space, float[] vector) {}

    /** Where to compare: the current space if the vector is there or can be moved there, else the space it is in. */
    private @Nullable Placed place(String kind, String id) {
        Space space = current;
        float[] vector = space == null ? null : space.vector(kind, id);
        if (space != null && vector != null) {
            return new Placed(space, vector);
        }
        Embedding embedding = find(kind, id);
        Space own = embedding == null ? null : spaces.get(embedding.provenance().space());
        if (embedding == null || own == null || space == null) {
            return null;
        }
        Transform transform = transforms.get(space.name());
        return transform != null && transform.fromSpace().equals(own.name())
                ? new Placed(space, moved(embedding.vector(), transform))
                : new Placed(own, embedding.vector());
    }

    /** {@code new = old x matrix}; dimensions that the matrix does not know, the prior's, stay as they are. */
    private static float[] moved(float[] vector, Transform transform) {
        int size = Math.min(transform.dimensions(), vector.length);
        float[] moved = vector.clone();
        for (int column = 0; column < size; column++) {
            double sum = 0;
            for (int row = 0; row < size; row++) {
                sum += (double) vector[row] * transform.matrix()[row * transform.dimensions() + column];
            }
            moved[column] = (float) sum;
        }
        return moved;
    }

    @Override
    public synchronized void close() {
        spaces.values().forEach(Space::close);
        spaces.clear();
        current = null;
    }
}
