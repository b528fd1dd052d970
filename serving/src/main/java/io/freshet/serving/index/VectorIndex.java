package io.freshet.serving.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one kind in one space, searchable the moment they are put.
 *
 * <p>One thread writes, any number search meanwhile. A vector is copied on its way in and out.
 */
public interface VectorIndex extends AutoCloseable {

    /** Adds the vector, or moves it where its id is known. Costs O(1) in the index's size. */
    void put(String id, float[] vector);

    boolean remove(String id);

    /**
     * The nearest ids, nearest first, fewer than {@code k} where fewer pass the filter; after them those that the query
     * asks for also.
     */
    List<Hit> search(Query query);

    float @Nullable [] vector(String id);

    int size();

    @Override
    void close();
}
