package io.freshet.serving.topology;

import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Freshness;
import io.freshet.serving.view.ItemCatalogue;

/** What the topology keeps in step with the topics. */
public record Views(Embeddings embeddings, ItemCatalogue catalogue, Freshness freshness) {}
