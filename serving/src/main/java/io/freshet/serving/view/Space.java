package io.freshet.serving.view;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.serving.index.VectorIndex;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The vectors of one space, an index for each kind. */
final class Space {
    private final String name;
    private final BiFunction<String, Shape, VectorIndex> newIndex;
    private final Map<String, VectorIndex> indexes = new ConcurrentHashMap<>(); // by kind
    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();

    /** How many dimensions a kind's vectors have, and how many of them, the last, carry the popularity prior. */
    record Shape(int dimensions, int priorDimensions) {}

    Space(String name, BiFunction<String, Shape, VectorIndex> newIndex) {
        this.name = name;
        this.newIndex = newIndex;
    }

    String name() {
        return name;
    }

    /** False where the vector is not like the others of its kind. */
    boolean put(EmbeddingRecord embedding) {
        Shape shape = new Shape(embedding.vector().length, embedding.priorDimensions());
        if (!shape.equals(shapes.computeIfAbsent(embedding.kind(), kind -> shape))) {
            return false;
        }
        indexes.computeIfAbsent(embedding.kind(), kind -> newIndex.apply(kind, shape))
                .put(embedding.id(), embedding.vector());
        return true;
    }

    boolean remove(String kind, String id) {
        VectorIndex index = indexes.get(kind);
        return index != null && index.remove(id);
    }

    @Nullable
    VectorIndex index(String kind) {
        return indexes.get(kind);
    }

    float @Nullable [] vector(String kind, String id) {
        VectorIndex index = indexes.get(kind);
        return index == null ? null : index.vector(id);
    }

    int dimensions(String kind) {
        Shape shape = shapes.get(kind);
        return shape == null ? 0 : shape.dimensions();
    }

    boolean isEmpty() {
        return indexes.values().stream().allMatch(index -> index.size() == 0);
    }

    void drop(String kind) {
        VectorIndex index = indexes.remove(kind);
        if (index != null) {
            index.close();
        }
    }

    void close() {
        indexes.keySet().forEach(this::drop);
    }
}
