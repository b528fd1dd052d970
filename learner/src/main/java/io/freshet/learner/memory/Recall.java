package io.freshet.learner.memory;

import static io.freshet.learner.memory.Feature.LAST;
import static io.freshet.learner.memory.Feature.LAST_THREE;
import static io.freshet.learner.memory.Feature.OWN;
import static io.freshet.learner.memory.Feature.OWN_AGE;
import static io.freshet.learner.memory.Feature.OWN_PLACE;
import static io.freshet.learner.memory.Feature.OWN_SUCCESSOR;
import static io.freshet.learner.memory.Feature.OWN_VISITS;
import static io.freshet.learner.memory.Feature.POPULARITY_EVER;
import static io.freshet.learner.memory.Feature.POPULARITY_JUST_NOW;
import static io.freshet.learner.memory.Feature.POPULARITY_LATELY;
import static io.freshet.learner.memory.Feature.POPULARITY_NOW;
import static io.freshet.learner.memory.Feature.PREDECESSOR;
import static io.freshet.learner.memory.Feature.PREDECESSOR_COSINE;
import static io.freshet.learner.memory.Feature.PREDECESSOR_OF_LAST;
import static io.freshet.learner.memory.Feature.SHARE_OF_LAST;
import static io.freshet.learner.memory.Feature.SUCCESSOR;
import static io.freshet.learner.memory.Feature.SUCCESSOR_COSINE;
import static io.freshet.learner.memory.Feature.SUCCESSOR_OF_LAST;
import static io.freshet.learner.memory.Feature.TASTE_EVER_EVER;
import static io.freshet.learner.memory.Feature.TASTE_EVER_LATELY;
import static io.freshet.learner.memory.Feature.TASTE_LATELY_EVER;
import static io.freshet.learner.memory.Feature.TASTE_LATELY_LATELY;

import io.freshet.model.table.RowDictionary;
import java.util.function.IntPredicate;

/** Finds the items that an entity's history brings to mind, and says what speaks for each. */
final class Recall {
    private static final Feature[] COUNTS = {
        SUCCESSOR,
        SUCCESSOR_OF_LAST,
        SHARE_OF_LAST,
        SUCCESSOR_COSINE,
        PREDECESSOR,
        PREDECESSOR_OF_LAST,
        PREDECESSOR_COSINE
    };
    // as Fashions has them
    static final Feature[] POPULARITIES = {POPULARITY_JUST_NOW, POPULARITY_NOW, POPULARITY_LATELY, POPULARITY_EVER};
    // as Taste has them, by the item's own popularities of the same kinds
    private static final Feature[][] TASTES = {
        {TASTE_LATELY_LATELY, TASTE_LATELY_EVER}, {TASTE_EVER_LATELY, TASTE_EVER_EVER}
    };
    private static final double FADE = .8;
    // counts are compared by their logarithms; below these they are noise
    private static final double LEAST_COUNT = .01;
    private static final double LEAST_OWN_COUNT = .1;
    private static final double MINUTE = 60_000;

    private final SuccessorMemory memory;
    private final AttributeMemory attributes;
    private final Fashions fashions;

    Recall(SuccessorMemory memory, AttributeMemory attributes, Fashions fashions) {
        this.memory = memory;
        this.attributes = attributes;
        this.fashions = fashions;
    }

    /**
     * @param history rows of the entity's items, the last one first; {@link RowDictionary#NONE} where one has none
     * @param times of these events, in milliseconds
     * @param values rows of the last item's values, by attribute
     * @param ranked which rows are candidates at all
     */
    CandidatePool of(int[] history, long[] times, int[][] values, IntPredicate ranked) {
        CandidatePool pool = new CandidatePool(values.length);
        neighbours(pool, history, ranked);
        own(pool, history, times, ranked);
        ownSuccessors(pool, history, ranked);
        pool.countsEnd();
        for (int attribute = 0; attribute < values.length; attribute++) {
            alike(pool, attribute, values[attribute], ranked);
        }
        for (int place = 0; place < pool.size(); place++) {
            logarithms(pool, place);
        }
        return pool;
    }

    /**
     * How popular all items in a pool are now.
     *
     * @param taste of the entity
     */
    void popularity(CandidatePool pool, double[] taste) {
        for (int place = 0; place < pool.size(); place++) {
            int row = pool.row(place);
            for (int which = 0; which < POPULARITIES.length; which++) {
                pool.set(place, POPULARITIES[which], fashions.logCount(row, which));
            }
            for (int of = 0; of < TASTES.length; of++) {
                for (int by = 0; by < TASTES[of].length; by++) {
                    pool.set(place, TASTES[of][by], taste[of] * pool.get(place, POPULARITIES[Taste.OF[by]]));
                }
            }
        }
    }

    /**
     * What the logarithms of an item's counts weigh for an entity, by the order of {@link Fashions#DECAYS}: the same sum as
     * that of the features of popularity and of taste.
     *
     * @param weights of the features
     */
    static double[] popularityWeights(double[] weights, double[] taste) {
        double[] sums = new double[POPULARITIES.length];
        for (int which = 0; which < sums.length; which++) {
            sums[which] = weights[POPULARITIES[which].ordinal()];
        }
        for (int of = 0; of < TASTES.length; of++) {
            for (int by = 0; by < TASTES[of].length; by++) {
                sums[Taste.OF[by]] += taste[of] * weights[TASTES[of][by].ordinal()];
            }
        }
        return sums;
    }

    private void neighbours(CandidatePool pool, int[] history, IntPredicate ranked) {
        double fade = 1;
        for (int ago = 0; ago < Math.min(SuccessorMemory.REACH, history.length); ago++) {
            if (history[ago] >= RowDictionary.FIRST) {
                neighbours(pool, history[ago], ago == 0, fade, ranked);
            }
            fade *= FADE;
        }
    }

    private void neighbours(CandidatePool pool, int item, boolean last, double fade, IntPredicate ranked) {
        Neighbours near = memory.of(item);
        double visits = memory.visits(item);
        double root = Math.sqrt(visits);
        for (int i = 0; i < near.size(); i++) {
            int row = memory.row(near.key(i));
            if (row < RowDictionary.FIRST || !ranked.test(row)) {
                continue;
            }
            int place = pool.place(row);
            double ownRoot = Math.sqrt(memory.visits(row));
            double after = fade * near.after(i);
            double before = fade * near.before(i);
            pool.add(place, SUCCESSOR, after / (root + 1));
            pool.add(place, SUCCESSOR_COSINE, after / (root * ownRoot + 1));
            pool.add(place, PREDECESSOR, before / (ownRoot + 1));
            pool.add(place, PREDECESSOR_OF_LAST, before / (root + 1));
            pool.add(place, PREDECESSOR_COSINE, before / (root * ownRoot + 1));
            if (last) {
                pool.set(place, SUCCESSOR_OF_LAST, after / (root + 1));
                pool.set(place, SHARE_OF_LAST, after / (visits + 1));
            }
        }
    }

    private void alike(CandidatePool pool, int attribute, int[] values, IntPredicate ranked) {
        for (int value : values) {
            Neighbours items = attributes.of(value);
            double root = Math.sqrt(attributes.visits(value));
            for (int i = 0; i < items.size(); i++) {
                int row = attributes.row(items.key(i));
                if (row >= RowDictionary.FIRST && ranked.test(row)) {
                    pool.addAttribute(pool.place(row), attribute, items.after(i) / (root + 1));
                }
            }
        }
    }

    private static void own(CandidatePool pool, int[] history, long[] times, IntPredicate ranked) {
        int others = 0;
        for (int ago = 0; ago < history.length; ago++) {
            int row = history[ago];
            if (row < RowDictionary.FIRST || !ranked.test(row)) {
                continue;
            }
            int place = pool.place(row);
            pool.add(place, OWN_VISITS, 1);
            if (pool.get(place, OWN) == 0) {
                pool.set(place, OWN, 1);
                pool.set(place, OWN_PLACE, Math.log1p(others));
                pool.set(place, OWN_AGE, Math.log1p(Math.max(0, times[0] - times[ago]) / MINUTE));
                pool.set(place, LAST, others == 0 ? 1 : 0);
                pool.set(place, LAST_THREE, others < 3 ? 1 : 0);
                others++;
            }
        }
    }

    // a first-order chain of the entity alone: what it did the last time it was here
    private static void ownSuccessors(CandidatePool pool, int[] history, IntPredicate ranked) {
        double fade = 1;
        for (int ago = 0; ago < Math.min(SuccessorMemory.REACH, history.length); ago++) {
            for (int earlier = ago + 1; earlier < history.length; earlier++) {
                if (history[ago] < RowDictionary.FIRST || history[earlier] != history[ago]) {
                    continue;
                }
                for (int distance = 1; distance <= Math.min(SuccessorMemory.REACH, earlier); distance++) {
                    int row = history[earlier - distance];
                    if (row >= RowDictionary.FIRST && ranked.test(row)) {
                        pool.add(pool.place(row), OWN_SUCCESSOR, fade / distance);
                    }
                }
            }
            fade *= FADE;
        }
    }

    private static void logarithms(CandidatePool pool, int place) {
        for (Feature count : COUNTS) {
            pool.set(place, count, logarithm(pool.get(place, count), LEAST_COUNT));
        }
        for (int attribute = 0; attribute < pool.attributes(); attribute++) {
            pool.setAttribute(place, attribute, logarithm(pool.getAttribute(place, attribute), LEAST_COUNT));
        }
        pool.set(place, OWN_SUCCESSOR, logarithm(pool.get(place, OWN_SUCCESSOR), LEAST_OWN_COUNT));
        pool.set(place, OWN_VISITS, logarithm(pool.get(place, OWN_VISITS) - 1, 1));
    }

    // most are 0, and the processor has an instruction for log, but none for log1p
    private static double logarithm(float count, double least) {
        return count <= 0 ? 0 : Math.log(1 + count / least);
    }
}
