package io.freshet.learner.memory;

import io.freshet.learner.evaluate.Ranking;
import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import io.freshet.schemas.message.Memory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

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

    /** How many of an entity's last events an event is counted with. */
    public static final int REACH = SuccessorMemory.REACH;

    private final MemoryConfig config;
    private final RowDictionary items;
    private final MemoryRows rows;
    private final MemoryRows valueRows;
    private final SuccessorMemory successors;
    private final AttributeMemory attributes;
    private final Fashions fashions;
    private final Taste taste;
    private final Recall recall;
    private final Blend blend;
    private final @Nullable MemoryAlone alone;

    /**
     * @param values of attributes
     * @param names of items' attributes
     */
    public BlendedRanking(MemoryConfig config, RowDictionary items, RowDictionary values, List<String> names) {
        this.config = config;
        this.items = items;
        rows = new MemoryRows("memory", Fashions.DECAYS.size(), config.neighbours(), items);
        valueRows = new MemoryRows("memory.values", 0, config.neighbours(), values);
        successors = new SuccessorMemory(rows, config.halfLife());
        attributes = new AttributeMemory(valueRows, rows);
        fashions = new Fashions(rows);
        taste = new Taste(fashions);
        recall = new Recall(successors, attributes, fashions);
        blend = new Blend(names);
        alone = config.scoredAlone() ? new MemoryAlone(recall, rows, items) : null;
    }

    /** An event that is to be ranked, and what is known of its candidates before the embeddings say anything. */
    public final class Query {
        private final CandidatePool pool;
        private final int[] history;
        private final int target;
        private final int recalled;
        private final boolean wasRecalled;
        private final IntPredicate ranked;
        private double[] blended = {};
        private OptionalInt byMemory = OptionalInt.empty();

        private Query(CandidatePool pool, int[] history, int item, IntPredicate ranked) {
            this.pool = pool;
            this.ranked = ranked;
            this.history = history;
            this.wasRecalled = pool.find(item) >= 0;
            this.target = pool.place(item);
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
            double[] tastes = taste.of(history);
            byMemory = byMemory(tastes, excluded);
            boolean found = wasRecalled;
            for (int place = 0; place < recalled; place++) {
                pool.set(place, Feature.EMBEDDINGS, scores[place]);
            }
            for (int i = 0; i < best.length; i++) {
                if (Float.isFinite(ofBest[i])) {
                    int place = pool.place((int) best[i]);
                    pool.set(place, Feature.EMBEDDINGS, ofBest[i]);
                    found |= place == target;
                }
            }
            recall.popularity(pool, tastes);
            taste.add(history);
            blended = blend.scores(pool);
            leaveOut(excluded);
            if (blended[target] == Double.NEGATIVE_INFINITY) {
                return alone;
            }
            blend.learn(pool, blended, target);
            int rank = Ranking.of(blended, target);
            return found ? rank : Math.max(rank, alone);
        }

        private OptionalInt byMemory(double[] tastes, int[] excluded) {
            MemoryAlone counts = BlendedRanking.this.alone;
            return counts == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(counts.rank(pool.ofCounts(), pool.row(target), ranked, excluded, tastes));
        }

        /**
         * Where counts of items have it by themselves, from 1, or {@link Ranking#MISSED}; known once it is ranked, where the
         * memory is scored alone.
         */
        public OptionalInt byMemory() {
            return byMemory;
        }

        /** The rows that are ranked first, the first one first; known once the event is ranked. */
        public int[] first(int most) {
            PriorityQueue<Integer> worstFirst =
                    new PriorityQueue<>(Comparator.comparingDouble((Integer place) -> blended[place])
                            .thenComparing(Comparator.reverseOrder()));
            for (int place = 0; place < blended.length; place++) {
                if (blended[place] > Double.NEGATIVE_INFINITY) {
                    worstFirst.add(place);
                    if (worstFirst.size() > most) {
                        worstFirst.remove();
                    }
                }
            }
            int[] rows = new int[worstFirst.size()];
            for (int i = rows.length - 1; i >= 0; i--) {
                rows[i] = pool.row(worstFirst.remove());
            }
            return rows;
        }

        /** What is not ranked against the target scores less than anything. */
        private void leaveOut(int[] excluded) {
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
     * @param values rows of the last item's values, by attribute
     * @param item the row of its own
     * @param ranked which rows are ranked at all
     */
    public Query query(int[] history, long[] times, int[][] values, int item, IntPredicate ranked) {
        return new Query(recall.of(history, times, values, ranked), history, item, ranked);
    }

    /**
     * What an entity's last items bring to mind now, for whoever recommends without the learner. Of those that come to mind
     * the best by all but the embeddings, whose score is not known here.
     *
     * @param history rows of the entity's items, the last one first; {@link RowDictionary#NONE} where one has none
     * @param times of these events, in milliseconds
     * @param values rows of the last item's values, by attribute
     * @param names of the rows that may be recommended at all, else null
     */
    public Memory.OfEntity recollect(int[] history, long[] times, int[][] values, IntFunction<@Nullable String> names) {
        CandidatePool pool = recall.of(history, times, values, row -> names.apply(row) != null);
        double[] ofEntity = taste.of(history);
        recall.popularity(pool, ofEntity);
        IntPredicate wanted = config.itemsComeAgain()
                ? row -> row != history[0]
                : row -> Arrays.stream(history).noneMatch(had -> had == row);
        return new Recollection(pool, blend, Recall.popularityWeights(blend.weights(), ofEntity))
                .best(config.recalled(), wanted, names);
    }

    /** How popular a row's item is now; of a row that has never come, that of a tenth of an event. */
    public Memory.OfItem popularity(int row) {
        float[] logCounts = new float[Fashions.DECAYS.size()];
        for (int which = 0; which < logCounts.length; which++) {
            logCounts[which] = fashions.logCount(row, which);
        }
        return new Memory.OfItem(fashions.events(), logCounts);
    }

    /** Makes ready for events that {@link #learn} is going to count: all at once costs less than each by itself. */
    public void expect(int[] items, int[][] histories) {
        if (alone != null) {
            alone.begin();
        }
        for (int i = 0; i < items.length; i++) {
            successors.expect(items[i], histories[i]);
        }
    }

    /**
     * Counts an event, once the memory has been asked about it: for the next it has happened.
     *
     * @param values rows of the item's values, by attribute
     */
    public void learn(int item, int[] history, int[][] values) {
        if (item < RowDictionary.FIRST) {
            return;
        }
        successors.learn(item, history);
        if (Arrays.stream(history).noneMatch(row -> row == item)) {
            for (int[] ofAttribute : values) {
                for (int value : ofAttribute) {
                    attributes.learn(value, item);
                }
            }
        }
    }

    /**
     * Takes back what an entity's last events have counted, as far as it still counts.
     *
     * @param history rows of its items, the last one first
     * @param values of each of these events: rows of the item's values, by attribute
     * @return how many counts were taken from
     */
    public int unlearn(int[] history, int[][][] values) {
        int taken = successors.unlearn(history);
        for (int at = 0; at < history.length; at++) {
            int item = history[at];
            boolean newcomer = item >= RowDictionary.FIRST
                    && Arrays.stream(history, at + 1, history.length).noneMatch(row -> row == item);
            if (newcomer) {
                for (int[] ofAttribute : values[at]) {
                    for (int value : ofAttribute) {
                        taken += attributes.unlearn(value, item) ? 1 : 0;
                    }
                }
            }
        }
        return taken;
    }

    /** Counts an event in what is popular, once it has been ranked. */
    public void count(int item) {
        if (item >= RowDictionary.FIRST) {
            fashions.add(item);
        }
    }

    /** A row has become another item's. */
    public void forget(int row) {
        rows.forget(row);
    }

    /** A row has become another value's. */
    public void forgetValue(int row) {
        valueRows.forget(row);
    }

    /** Whether an event was ever ranked, so that the weights of the blend say something. */
    public boolean hasLearnt() {
        return blend.hasLearnt();
    }

    /** The weights of the blend. */
    public Map<String, Double> figures() {
        return blend.figures();
    }

    /** What is kept by rows of items and of values. */
    public List<KeptRows> rows() {
        return List.of(rows, valueRows);
    }

    public void saveRest(DataOutput out) throws IOException {
        out.writeLong(fashions.events());
        taste.save(out);
        blend.save(out);
        out.writeBoolean(alone != null);
        if (alone != null) {
            alone.save(out);
        }
    }

    public void restoreRest(DataInput in) throws IOException {
        rows.clear();
        valueRows.clear();
        fashions.restoreEvents(in.readLong());
        taste.restore(in);
        blend.restore(in);
        if (in.readBoolean()) {
            // whether it is scored may change between two runs: then what was saved is read and dropped
            MemoryAlone saved = alone == null ? new MemoryAlone(recall, rows, items) : alone;
            saved.restore(in);
        }
    }
}
