package io.freshet.learner.memory;

import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Ranks events by the embeddings and the memory together, in two stages as a recommender does: the candidates are what the
 * memory brings to mind and the embeddings' best, and the blend ranks them. An item that neither stage brings is ranked
 * where the embeddings have it.
 */
public final class BlendedRanking {
    /**
     * How many of the embeddings' best are candidates. More than anybody is shown: among a hundred, whatever the memory does not
     * know is there for its score by the embeddings alone, and the blend learns that this score means little.
     */
    public static final int BEST = 300;

    // of a catalogue's fashions: of the hour, of the week, of ever; in events
    private static final double NOW = 200;
    private static final double LATELY = 1000;
    private static final double EVER = 50_000;

    private final SuccessorMemory memory;
    private final List<Popularity> popularities;
    private final Recall recall;
    private final Blend blend = new Blend();

    public BlendedRanking(MemoryConfig config, RowDictionary items) {
        memory = new SuccessorMemory(config, items);
        popularities = List.of(
                new Popularity("memory.now", NOW, items),
                new Popularity("memory.lately", LATELY, items),
                new Popularity("memory.ever", EVER, items));
        recall = new Recall(memory, popularities);
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
            java.util.Arrays.setAll(rows, pool::row);
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
            boolean[] counts = counted(excluded);
            if (!counts[target]) {
                return alone;
            }
            float[] blended = blend.scores(pool);
            int rank = 0;
            for (int place = 0; place < blended.length; place++) {
                // ties count against the target, which is its own
                rank += blended[place] >= blended[target] && counts[place] ? 1 : 0;
            }
            blend.learn(pool, blended, target, counts);
            return found ? rank : Math.max(rank, alone);
        }

        /** Which places are ranked against the target, it included. */
        private boolean[] counted(int[] excluded) {
            boolean[] counts = new boolean[pool.size()];
            for (int place = 0; place < counts.length; place++) {
                counts[place] = Float.isFinite(pool.get(place, Feature.EMBEDDINGS));
            }
            for (int row : excluded) {
                int place = pool.find(row);
                if (place >= 0 && place != target) {
                    counts[place] = false;
                }
            }
            return counts;
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
        memory.learn(item, history);
        if (item >= RowDictionary.FIRST) {
            popularities.forEach(popularity -> popularity.add(item));
        }
    }

    /** All events of a batch were ranked: the blend learns from them at once. */
    public void step() {
        blend.step();
    }

    /** A row has become another item's. */
    public void forget(int row) {
        memory.forget(row);
        popularities.forEach(popularity -> popularity.forget(row));
    }

    /** The weights of the blend. */
    public Map<String, Double> figures() {
        return new TreeMap<>(blend.figures());
    }

    /** What is kept by item rows. */
    public List<KeptRows> states() {
        List<KeptRows> states = new ArrayList<>(popularities);
        states.add(memory);
        return states;
    }

    public void saveRest(DataOutput out) throws IOException {
        for (Popularity popularity : popularities) {
            out.writeLong(popularity.events());
        }
        blend.save(out);
    }

    public void restoreRest(DataInput in) throws IOException {
        for (Popularity popularity : popularities) {
            popularity.restoreEvents(in.readLong());
        }
        memory.clear();
        blend.restore(in);
    }
}
