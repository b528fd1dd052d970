package io.freshet.learner.memory;

import io.freshet.learner.evaluate.Ranking;
import io.freshet.model.table.RowDictionary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Counts of items as a recommender of their own, to tell what embeddings and attributes add: the candidates are what these
 * counts bring to mind and the most popular items, and a blend without the others ranks them, learnt as theirs is. An item
 * that is no candidate is missed.
 */
final class MemoryAlone {
    /** The most popular items of each kind of popularity that are candidates. */
    private static final int POPULAR = 100;

    private final Recall recall;
    private final List<PopularRows> popular;
    private final Blend blend = new Blend(Feature.SUCCESSOR, List.of());

    MemoryAlone(Recall recall, MemoryRows rows, RowDictionary items) {
        this.recall = recall;
        this.popular = IntStream.range(0, Fashions.DECAYS.size())
                .mapToObj(which -> new PopularRows(row -> rows.popularity(row, which), items, POPULAR))
                .toList();
    }

    /**
     * Ranks an event's item, and learns from it.
     *
     * @param pool what counts bring to mind; changed
     * @param item its row
     * @param taste of the entity
     * @return from 1, or {@link Ranking#MISSED}
     */
    int rank(CandidatePool pool, int item, IntPredicate ranked, int[] excluded, double[] taste) {
        for (PopularRows rows : popular) {
            for (int row : rows.first()) {
                if (ranked.test(row)) {
                    pool.place(row);
                }
            }
        }
        boolean found = pool.find(item) >= 0;
        int target = pool.place(item);
        recall.popularity(pool, taste);
        double[] scores = blend.scores(pool);
        for (int row : excluded) {
            int place = pool.find(row);
            if (place >= 0 && place != target) {
                scores[place] = Double.NEGATIVE_INFINITY;
            }
        }
        blend.learn(pool, scores, target);
        return found ? Ranking.of(scores, target) : Ranking.MISSED;
    }

    /** A batch begins: who is most popular has to be found anew. */
    void begin() {
        popular.forEach(PopularRows::changed);
    }

    void save(DataOutput out) throws IOException {
        blend.save(out);
    }

    void restore(DataInput in) throws IOException {
        blend.restore(in);
    }
}
