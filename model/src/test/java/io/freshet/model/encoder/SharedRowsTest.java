package io.freshet.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedRowsTest {

    @Test
    void shortHistoriesStandBesideOneAnother() {
        SharedRows rows = SharedRows.of(new long[] {1, 4, 0, 2}, 4);
        assertThat(rows.count()).isEqualTo(2);
        // history 1 fills a row; 3, 0 and the place of the empty 2 fill another
        assertThat(rows.slots()).containsExactly(4, 5, 6, 7, 12, 13, 0, 8);
        assertThat(rows.newest()).containsExactly(6, 0, 7, 4);
    }

    @Test
    void whatIsLeftOfARowHoldsAPlaceWithoutAnEvent() {
        assertThat(SharedRows.of(new long[] {3, 1, 3}, 5).slots()).containsExactly(0, 1, 2, 3, 3, 10, 11, 12, 5, 6);
        assertThat(SharedRows.of(new long[] {2}, 4).slots()).containsExactly(0, 1, 2, 2);
    }

    @Test
    void fullHistoriesTakeARowEachAndNoHistoriesTakeNone() {
        assertThat(SharedRows.of(new long[] {3, 3}, 3).slots()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(SharedRows.of(new long[0], 3).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyEventStandsInOneSlotOfItsHistorysRun(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = 1 + random.nextInt(40);
        long[] lengths = random.longs(200, 0, length + 1).toArray();
        SharedRows rows = SharedRows.of(lengths, length);
        boolean[] used = new boolean[rows.slots().length];
        int[] sitting = new int[rows.count()];
        for (int history = 0; history < lengths.length; history++) {
            int start = (int) rows.newest()[history];
            long run = Math.max(1, lengths[history]);
            assertThat(start / length).as("one row").isEqualTo((int) (start + run - 1) / length);
            for (int age = 0; age < run; age++) {
                assertThat(rows.slots()[start + age]).isEqualTo((long) history * length + age);
                assertThat(used[start + age]).isFalse();
                used[start + age] = true;
            }
            int seat = (int) rows.seats()[history];
            assertThat(seat / SharedRows.MOST).as("seat's row").isEqualTo(start / length);
            assertThat(rows.seated()[seat]).isEqualTo(history);
            sitting[seat / SharedRows.MOST]++;
        }
        for (int slot = 0; slot < used.length; slot++) {
            long place = rows.slots()[slot];
            assertThat(used[slot] || place % length >= Math.max(1, lengths[(int) (place / length)]))
                    .as("slot %d is of a history or empty", slot)
                    .isTrue();
        }
        assertThat(Arrays.stream(sitting)).allMatch(count -> count >= 1 && count <= SharedRows.MOST);
    }

    @Test
    void emptySeatsHoldOneThatSitsInTheSameRow() {
        SharedRows rows = SharedRows.of(new long[] {2, 1, 2}, 3);
        assertThat(rows.count()).isEqualTo(2);
        for (int row = 0; row < rows.count(); row++) {
            for (int seat = 0; seat < SharedRows.MOST; seat++) {
                long history = rows.seated()[row * SharedRows.MOST + seat];
                assertThat(rows.newest()[(int) history] / 3).isEqualTo(row);
            }
        }
    }

    @Test
    void wastesLittleOfLengthsThatVary() {
        SplittableRandom random = new SplittableRandom(7);
        long[] lengths = random.longs(256, 1, 51).toArray();
        long events = Arrays.stream(lengths).sum();
        assertThat(SharedRows.of(lengths, 50).count() * 50L).isLessThan(events + events / 20);
    }
}
