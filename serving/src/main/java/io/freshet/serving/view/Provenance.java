package io.freshet.serving.view;

import io.freshet.schemas.message.EmbeddingRecord;

/** What a vector comes from: its space, the model's version and step, the newest event it learnt from, and when. */
public record Provenance(
        String space, int priorDimensions, long version, long step, long eventTimeMs, long publishTimeMs) {

    static Provenance of(EmbeddingRecord embedding) {
        return new Provenance(
                embedding.space(),
                embedding.priorDimensions(),
                embedding.version(),
                embedding.step(),
                embedding.eventTimeMs(),
                embedding.publishTimeMs());
    }
}
