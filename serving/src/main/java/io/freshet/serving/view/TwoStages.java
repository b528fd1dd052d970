package io.freshet.serving.view;

import io.freshet.schemas.message.Memory;
import io.freshet.serving.index.Hit;
import io.freshet.serving.index.Query;
import io.freshet.serving.index.VectorIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /** @param query by dot product, with the vector of the entity whose memory it is */
    List<Hit> recommend(KeptMemory memory, VectorIndex items, Query query) {
        Scorer scorer = new Scorer(memory.scorer(), memories.now());
        Map<String, Float> boosts = memory.boostsById();
        List<Hit> hits = new ArrayList<>();
        for (Hit hit : items.search(query.ofSize(Math.max(BEST, query.k())))) {
            Float boost = boosts.remove(hit.id());
            hits.add(scorer.hit(hit.id(), hit.score(), boost == null ? 0 : boost));
        }
        boosts.forEach((id, boost) -> { // those that the embeddings alone would not have found
            float dot = query.filter().test(id) ? items.dot(query.vector(), id) : Float.NaN;
            if (!Float.isNaN(dot)) {
                hits.add(scorer.hit(id, dot, boost));
            }
        });
        hits.sort(Hit.NEAREST_FIRST);
        return List.copyOf(hits.subList(0, Math.min(query.k(), hits.size())));
    }

    private final class Scorer {
        private final Memory.OfEntity entity;
        private final long now; // the same for all that are compared

        Scorer(Memory.OfEntity entity, long now) {
            this.entity = entity;
            this.now = now;
        }

        Hit hit(String id, double dot, double boost) {
            return new Hit(id, (float) entity.score(dot, memories.ofItem(id), boost, now));
        }
    }
}
