package io.freshet.serving.view;

/** A vector as it is served. */
public record Embedding(String kind, String id, float[] vector, Provenance provenance) {}
