package io.freshet.serving;

import io.freshet.serving.index.ExactIndex;
import io.freshet.serving.view.Embeddings.IndexFactory;

/** The index that the configuration asks for. */
final class IndexChoice {

    private IndexChoice() {}

    static IndexFactory of(ServingConfig config) {
        return (kind, dimensions, prior) -> new ExactIndex(dimensions, prior);
    }
}
