package io.freshet.serving.index;

import java.util.Set;
import java.util.function.Predicate;

/**
 * What a search asks for: the {@code k} ids nearest to {@code vector} among those that pass {@code filter}.
 *
 * @param also ids that are found however far they are, in addition to the nearest, if they pass
 */
public record Query(float[] vector, Similarity similarity, int k, Predicate<String> filter, Set<String> also) {

    public Query {
        if (k < 1) {
            throw new IllegalArgumentException("k: must be >= 1, got " + k);
        }
    }

    public Query(float[] vector, Similarity similarity, int k, Predicate<String> filter) {
        this(vector, similarity, k, filter, Set.of());
    }

    public static Query of(float[] vector, Similarity similarity, int k) {
        return new Query(vector, similarity, k, id -> true);
    }
}
