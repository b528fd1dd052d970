package io.freshet.serving.view;

import io.freshet.serving.index.Similarity;

/** By what those found are ranked. */
public enum Scoring {
    COSINE,
    DOT,
    /** The dot product and the successor memory together. */
    BLEND;

    static Scoring of(Similarity similarity) {
        return switch (similarity) {
            case COSINE -> COSINE;
            case DOT -> DOT;
        };
    }
}
