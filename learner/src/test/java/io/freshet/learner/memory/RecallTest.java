package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.table.RowDictionary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecallTest {
    private static final long MINUTE = 60_000;

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));
    private final MemoryRows rows = new MemoryRows(50, items);
    private final SuccessorMemory memory = new SuccessorMemory(rows, 1e12);
    private final Fashions fashions = new Fashions(rows);
    private final Recall recall = new Recall(memory, fashions);

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
        CandidatePool pool = recall.of(new int[] {5}, new long[] {0}, row -> true);
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
        CandidatePool last = recall.of(new int[] {5}, new long[] {0}, row -> true);
        CandidatePool earlier = recall.of(new int[] {9, 5}, new long[] {0, 0}, row -> true);
        assertThat(feature(earlier, 6, Feature.SUCCESSOR)).isPositive().isLessThan(feature(last, 6, Feature.SUCCESSOR));
        assertThat(feature(earlier, 6, Feature.SUCCESSOR_OF_LAST)).isZero();
    }

    @Test
    void knowsWhatTheEntityHadAndWhatItDidNext() {
        // oldest to newest: 7, 8, 7
        CandidatePool pool = recall.of(new int[] {7, 8, 7}, new long[] {9 * MINUTE, 2 * MINUTE, 0}, row -> true);
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
        CandidatePool pool = recall.of(new int[] {5}, new long[] {0}, row -> row != 6 && row != 5);
        assertThat(pool.size()).isZero();
        assertThat(recall.of(new int[] {RowDictionary.NONE}, new long[] {0}, row -> true)
                        .size())
                .isZero();
    }

    @Test
    void popularityComesWithWhateverJoins() {
        rows.change(30);
        fashions.add(30);
        CandidatePool pool = recall.of(new int[0], new long[0], row -> true);
        int place = recall.join(pool, 30);
        assertThat(pool.get(place, Feature.POPULARITY_LATELY)).isCloseTo((float) (-Math.log(2) / 1000), within(1e-5f));
        assertThat(pool.get(recall.join(pool, 31), Feature.POPULARITY_LATELY))
                .isCloseTo((float) Math.log(.1), within(1e-5f));
        assertThat(recall.join(pool, 30)).as("joins once").isEqualTo(place);
    }
}
