package io.freshet.serving.index;

import java.util.function.Predicate;

/** What a search asks for: the {@code k} ids nearest to {@code vector} among those that pass {@code filter}. */
public record Query(float[] vector, Similarity similarity, int k, Predicate<String> filter) {

    public Query {
        if (k < 1) {
            throw new IllegalArgumentException("k: must be >= 1, got " + k);
        }
    }

    public static Query of(float[] vector, Similarity similarity, int k) {
        return new Query(vector, similarity, k, id -> true);
    }

    /** The same for another number of ids. */
    public Query ofSize(int other) {
        return new Query(vector, similarity, other, filter);
    }
}
