package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.table.RowDictionary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecallTest {
    private static final long MINUTE = 60_000;
    private static final int[][] NO_VALUES = {};
    private static final double[] NO_TASTE = {0, 0};

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));
    private final RowDictionary values = new RowDictionary(new RowDictionary.Config("values", 100));
    private final MemoryRows rows = new MemoryRows("memory", Fashions.DECAYS.size(), 50, items);
    private final AttributeMemory attributes =
            new AttributeMemory(new MemoryRows("memory.values", 0, 50, values), rows);
    private final SuccessorMemory memory = new SuccessorMemory(rows, 1e12);
    private final Fashions fashions = new Fashions(rows);
    private final Recall recall = new Recall(memory, attributes, fashions);

    @BeforeEach
    void giveItemsRows() {
        for (long id = 1000; id < 1060; id++) {
            items.admit(id);
        }
    }

    private static double feature(CandidatePool pool, int row, Feature feature) {
        return pool.get(pool.find(row), feature);
    }

    @Test
    void bringsToMindWhatCameAfterTheLastItemsAndBeforeThem() {
        memory.learn(5, new int[] {4});
        memory.learn(6, new int[] {5});
        CandidatePool pool = recall.of(new int[] {5}, new long[] {0}, NO_VALUES, row -> true);
        // once after, of one visit: 1 / (1 + 1) by the root, and the same by the share
        assertThat(feature(pool, 6, Feature.SUCCESSOR)).isCloseTo(Math.log(1 + .5 / .01), within(1e-5));
        assertThat(feature(pool, 6, Feature.SUCCESSOR_OF_LAST)).isCloseTo(Math.log(1 + .5 / .01), within(1e-5));
        assertThat(feature(pool, 6, Feature.SHARE_OF_LAST)).isCloseTo(Math.log(1 + .5 / .01), within(1e-5));
        assertThat(feature(pool, 6, Feature.PREDECESSOR)).isZero();
        assertThat(feature(pool, 4, Feature.PREDECESSOR))
                .as("4 was never visited itself")
                .isCloseTo(Math.log(101), within(1e-5));
        assertThat(feature(pool, 4, Feature.SUCCESSOR)).isZero();
    }

    @Test
    void anEarlierItemOfTheHistoryCountsLess() {
        memory.learn(6, new int[] {5});
        CandidatePool last = recall.of(new int[] {5}, new long[] {0}, NO_VALUES, row -> true);
        CandidatePool earlier = recall.of(new int[] {9, 5}, new long[] {0, 0}, NO_VALUES, row -> true);
        assertThat(feature(earlier, 6, Feature.SUCCESSOR)).isPositive().isLessThan(feature(last, 6, Feature.SUCCESSOR));
        assertThat(feature(earlier, 6, Feature.SUCCESSOR_OF_LAST)).isZero();
    }

    @Test
    void knowsWhatTheEntityHadAndWhatItDidNext() {
        // oldest to newest: 7, 8, 7
        CandidatePool pool =
                recall.of(new int[] {7, 8, 7}, new long[] {9 * MINUTE, 2 * MINUTE, 0}, NO_VALUES, row -> true);
        assertThat(feature(pool, 7, Feature.OWN)).isEqualTo(1);
        assertThat(feature(pool, 7, Feature.LAST)).isEqualTo(1);
        assertThat(feature(pool, 7, Feature.OWN_VISITS)).isCloseTo(Math.log(2), within(1e-6));
        assertThat(feature(pool, 7, Feature.OWN_AGE)).isZero();
        assertThat(feature(pool, 8, Feature.LAST)).isZero();
        assertThat(feature(pool, 8, Feature.LAST_THREE)).isEqualTo(1);
        assertThat(feature(pool, 8, Feature.OWN_PLACE)).isCloseTo(Math.log(2), within(1e-6));
        assertThat(feature(pool, 8, Feature.OWN_AGE)).isCloseTo(Math.log(8), within(1e-6));
        assertThat(feature(pool, 8, Feature.OWN_SUCCESSOR))
                .as("after 7, the last time")
                .isCloseTo(Math.log(11), within(1e-5));
    }

    @Test
    void whatIsNotRankedDoesNotComeToMind() {
        memory.learn(6, new int[] {5});
        CandidatePool pool = recall.of(new int[] {5}, new long[] {0}, NO_VALUES, row -> row != 6 && row != 5);
        assertThat(pool.size()).isZero();
        assertThat(recall.of(new int[] {RowDictionary.NONE}, new long[] {0}, NO_VALUES, row -> true)
                        .size())
                .isZero();
    }

    @Test
    void bringsToMindWhatSharesAValueOfTheLastItem() {
        attributes.learn(7, 20);
        attributes.learn(7, 20);
        attributes.learn(7, 21);
        attributes.learn(8, 22);
        CandidatePool pool = recall.of(new int[] {5}, new long[] {0}, new int[][] {{}, {7}}, row -> true);
        // two of three newcomers, by the root of three and one more
        double most = Math.log(1 + 2 / (Math.sqrt(3) + 1) / .01);
        assertThat(pool.getAttribute(pool.find(20), 1)).isCloseTo((float) most, within(1e-3f));
        assertThat(pool.getAttribute(pool.find(21), 1)).isPositive().isLessThan((float) most);
        assertThat(pool.getAttribute(pool.find(20), 0))
                .as("the other attribute")
                .isZero();
        assertThat(pool.find(22)).as("has another value").isNegative();
        rows.forget(21);
        CandidatePool later = recall.of(new int[] {5}, new long[] {0}, new int[][] {{}, {7}}, row -> true);
        assertThat(later.find(21)).as("the row is another item's").isNegative();
    }

    @Test
    void popularityIsThatOfTheMomentForAll() {
        fashions.add(30);
        CandidatePool pool = recall.of(new int[0], new long[0], NO_VALUES, row -> true);
        pool.place(30);
        pool.place(31);
        recall.popularity(pool, NO_TASTE);
        assertThat(pool.get(0, Feature.POPULARITY_LATELY)).isCloseTo((float) (-Math.log(2) / 1000), within(1e-5f));
        assertThat(pool.get(1, Feature.POPULARITY_LATELY)).isCloseTo((float) Math.log(.1), within(1e-5f));
        assertThat(pool.get(1, Feature.TASTE_LATELY_EVER)).isZero();
        recall.popularity(pool, new double[] {2, -3});
        assertThat(pool.get(1, Feature.TASTE_LATELY_EVER)).isCloseTo((float) (2 * Math.log(.1)), within(1e-5f));
        assertThat(pool.get(1, Feature.TASTE_EVER_LATELY)).isCloseTo((float) (-3 * Math.log(.1)), within(1e-5f));
    }
}
