package io.freshet.serving.index;

import java.util.Comparator;

/** An id that a search found, and how near it is. */
public record Hit(String id, float score) {

    /** Nearest first; equal scores in the order of their ids, so that an answer does not depend on the index. */
    public static final Comparator<Hit> NEAREST_FIRST = (a, b) -> {
        int byScore = Float.compare(b.score, a.score);
        return byScore != 0 ? byScore : a.id.compareTo(b.id);
    };
}
