package io.freshet.learner.memory;

import io.freshet.learner.evaluate.Ranking;
import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Ranks events by the embeddings and the memory together, in two stages as a recommender does: the candidates are what the
 * memory brings to mind and the embeddings' best, and the blend ranks them. An item that neither stage brings is ranked
 * where the embeddings have it.
 */
public final class BlendedRanking {
    /**
     * How many of the embeddings' best are candidates. More than anybody is shown: among a hundred, whatever the memory
     * does not know is there for its score by the embeddings alone, and the blend learns that this score means little.
     */
    public static final int BEST = 300;

    /** How many of an entity's last items {@link #learn} looks at. */
    public static final int REACH = SuccessorMemory.REACH;

    private final MemoryRows rows;
    private final SuccessorMemory successors;
    private final Fashions fashions;
    private final Recall recall;
    private final Blend blend = new Blend();

    public BlendedRanking(MemoryConfig config, RowDictionary items) {
        rows = new MemoryRows(config.neighbours(), items);
        successors = new SuccessorMemory(rows, config.halfLife());
        fashions = new Fashions(rows);
        recall = new Recall(successors, fashions);
    }

    /** An event that is to be ranked, and what is known of its candidates before the embeddings say anything. */
    public final class Query {
        private final CandidatePool pool;
        private final int target;
        private final int recalled;
        private final boolean wasRecalled;

        private Query(CandidatePool pool, int item) {
            this.pool = pool;
            this.wasRecalled = pool.find(item) >= 0;
            this.target = recall.join(pool, item);
            this.recalled = pool.size();
        }

        /** The rows whose scores by the embeddings {@link #rank} needs, the event's own item among them. */
        public int[] rows() {
            int[] rows = new int[recalled];
            Arrays.setAll(rows, pool::row);
            return rows;
        }

        /**
         * Ranks the event's item, and learns from it.
         *
         * @param scores by the embeddings, of {@link #rows}
         * @param best rows that the embeddings rank first, with their scores; those that are not finite do not count
         * @param excluded rows that are not ranked
         * @param alone the rank by the embeddings
         * @return from 1
         */
        public int rank(float[] scores, long[] best, float[] ofBest, int[] excluded, int alone) {
            boolean found = wasRecalled;
            for (int place = 0; place < recalled; place++) {
                pool.set(place, Feature.EMBEDDINGS, scores[place]);
            }
            for (int i = 0; i < best.length; i++) {
                if (Float.isFinite(ofBest[i])) {
                    int place = recall.join(pool, (int) best[i]);
                    pool.set(place, Feature.EMBEDDINGS, ofBest[i]);
                    found |= place == target;
                }
            }
            double[] blended = blend.scores(pool);
            leaveOut(excluded, blended);
            if (blended[target] == Double.NEGATIVE_INFINITY) {
                return alone;
            }
            blend.learn(pool, blended, target);
            int rank = Ranking.of(blended, target);
            return found ? rank : Math.max(rank, alone);
        }

        /** What is not ranked against the target scores less than anything. */
        private void leaveOut(int[] excluded, double[] blended) {
            for (int place = 0; place < blended.length; place++) {
                if (!Float.isFinite(pool.get(place, Feature.EMBEDDINGS))) {
                    blended[place] = Double.NEGATIVE_INFINITY;
                }
            }
            for (int row : excluded) {
                int place = pool.find(row);
                if (place >= 0 && place != target) {
                    blended[place] = Double.NEGATIVE_INFINITY;
                }
            }
        }
    }

    /**
     * Asks the memory about an event.
     *
     * @param history rows of its entity's items, the last one first; {@link RowDictionary#NONE} where one has none
     * @param times of these events, in milliseconds
     * @param item the row of its own
     * @param ranked which rows are ranked at all
     */
    public Query query(int[] history, long[] times, int item, IntPredicate ranked) {
        return new Query(recall.of(history, times, ranked), item);
    }

    /** Counts an event, after it was ranked. */
    public void learn(int item, int[] history) {
        if (item >= RowDictionary.FIRST) {
            successors.learn(item, history);
            fashions.add(item);
        }
    }

    /** All events of a batch were ranked: the blend learns from them at once. */
    public void step() {
        blend.step();
    }

    /** A row has become another item's. */
    public void forget(int row) {
        rows.forget(row);
    }

    /** The weights of the blend. */
    public Map<String, Double> figures() {
        return blend.figures();
    }

    /** What is kept by item rows. */
    public KeptRows rows() {
        return rows;
    }

    public void saveRest(DataOutput out) throws IOException {
        out.writeLong(fashions.events());
        blend.save(out);
    }

    public void restoreRest(DataInput in) throws IOException {
        rows.clear();
        fashions.restoreEvents(in.readLong());
        blend.restore(in);
    }
}
