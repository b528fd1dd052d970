package io.freshet.serving.view;

import io.freshet.schemas.message.Memory;
import io.freshet.serving.index.Hit;
import io.freshet.serving.index.Nearest;
import io.freshet.serving.index.Query;
import io.freshet.serving.index.Similarity;
import io.freshet.serving.index.VectorIndex;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recommends as the learner ranks: the candidates are what the memory brings to mind and the embeddings' best, and the
 * blend of both ranks them.
 */
final class TwoStages {
    /** As many of the embeddings' best as the learner ranks, from which it learnt what counts how much. */
    static final int BEST = 300;

    private final Memories memories;

    TwoStages(Memories memories) {
        this.memories = memories;
    }

    /** @param query with the vector of the entity whose memory it is */
    List<Hit> recommend(KeptMemory memory, VectorIndex items, Query query) {
        Scorer scorer = new Scorer(memory.scorer(), memories.now());
        Map<String, Float> boosts = memory.boostsById();
        Nearest ranked = new Nearest(query.k());
        for (Hit hit : items.search(candidates(query, boosts.keySet()))) {
            ranked.offer(hit.id(), scorer.score(hit, boosts.getOrDefault(hit.id(), 0f)));
        }
        return ranked.nearestFirst();
    }

    private static Query candidates(Query query, Set<String> recalled) {
        return new Query(query.vector(), Similarity.DOT, Math.max(BEST, query.k()), query.filter(), recalled);
    }

    private final class Scorer {
        private final Memory.OfEntity entity;
        private final long now; // the same for all that are compared

        Scorer(Memory.OfEntity entity, long now) {
            this.entity = entity;
            this.now = now;
        }

        float score(Hit byDot, float boost) {
            return (float) entity.score(byDot.score(), memories.ofItem(byDot.id()), boost, now);
        }
    }
}
