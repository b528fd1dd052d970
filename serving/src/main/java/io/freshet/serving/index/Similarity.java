package io.freshet.serving.index;

/** How near two vectors are. */
public enum Similarity {
    /** Cosine of the angle, without the popularity prior's dimensions: who is alike. */
    COSINE,
    /** Dot product over every dimension, the popularity prior included: what to recommend. */
    DOT
}
