package io.freshet.serving;

import io.freshet.serving.index.AutoIndex;
import io.freshet.serving.index.ExactIndex;
import io.freshet.serving.view.Embeddings.IndexFactory;

/** The index that the configuration asks for. */
final class IndexChoice {

    private static final int FEWEST_IN_GRAPH = 1_000;

    private IndexChoice() {}

    static IndexFactory of(ServingConfig config) {
        return (kind, dimensions, prior) -> switch (config.index()) {
            case EXACT -> new ExactIndex(dimensions, prior);
            case AUTO -> new AutoIndex(dimensions, prior, config.exactBelow());
            // a graph of fewer would be slower than comparing, and no test of anything
            case JVECTOR -> new AutoIndex(dimensions, prior, FEWEST_IN_GRAPH);
        };
    }
}
