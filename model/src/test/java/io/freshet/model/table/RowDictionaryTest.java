package io.freshet.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.feature.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowDictionaryTest {
    private static final IntPredicate NOBODY = row -> false;

    @Test
    void givesRowsInTheOrderOfArrival() {
        RowDictionary dictionary = dictionary(10, 1, 0);
        dictionary.begin(0, NOBODY);

        assertThat(dictionary.admit(100)).isEqualTo(2);
        assertThat(dictionary.admit(200)).isEqualTo(3);
        assertThat(dictionary.admit(100)).isEqualTo(2);
        assertThat(dictionary.find(200)).isEqualTo(3);
        assertThat(dictionary.find(300)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.find(Ids.NONE)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.find(Ids.MASK)).isEqualTo(RowDictionary.MASK);
        assertThat(dictionary.fresh()).containsExactly(2, 3);
        assertThat(dictionary.statistics()).isEqualTo(new RowStatistics(2, 1, 2, 0, 0, 0, 0));
    }

    @Test
    void admitsAValueWhenItHasComeOftenEnough() {
        RowDictionary dictionary = dictionary(10, 3, 0);
        dictionary.begin(0, NOBODY);

        assertThat(dictionary.admit(100)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.admit(200)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.admit(100)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.admit(100)).isEqualTo(2);
        assertThat(dictionary.statistics()).isEqualTo(new RowStatistics(1, 0, 1, 0, 0, 0, 1));
    }

    @Test
    void forgetsTheCountOfWhatComesTooRarely() {
        RowDictionary dictionary = dictionary(100_000, 2, 0);
        dictionary.begin(0, NOBODY);
        dictionary.admit(7);
        LongStream.range(100, 70_000).forEach(dictionary::admit);

        assertThat(dictionary.admit(7)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.statistics().waiting()).isEqualTo(1 << 16);
    }

    @Test
    void takesTheRowThatWasUsedLongestAgo() {
        RowDictionary dictionary = dictionary(5, 1, 0);
        step(dictionary, 100, 200, 300);
        step(dictionary, 100);
        step(dictionary, 400);

        assertThat(dictionary.find(200)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.find(400)).isEqualTo(3);
        assertThat(dictionary.idOf(3)).isEqualTo(400);
        assertThat(dictionary.fresh()).containsExactly(3);
        assertThat(dictionary.statistics().evictions()).isEqualTo(1);
    }

    @Test
    void takesNoRowThatTheStepHasUsed() {
        RowDictionary dictionary = dictionary(5, 1, 0);
        step(dictionary, 100, 200, 300, 400);

        assertThat(dictionary.find(400)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.find(100)).isEqualTo(2);
        assertThat(dictionary.statistics().refused()).isEqualTo(1);
    }

    @Test
    void takesNoRowThatIsInUseOtherwise() {
        RowDictionary dictionary = dictionary(5, 1, 0);
        step(dictionary, 100, 200, 300);
        dictionary.begin(0, row -> row == 2);
        dictionary.admit(400);

        assertThat(dictionary.find(100)).isEqualTo(2);
        assertThat(dictionary.find(200)).isEqualTo(RowDictionary.NONE);
    }

    @Test
    void letsIdleRowsGoAndGivesThemOutAgain() {
        RowDictionary dictionary = dictionary(10, 1, 1000);
        dictionary.begin(0, NOBODY);
        dictionary.admit(100);
        dictionary.admit(200);
        dictionary.begin(20, NOBODY);
        dictionary.begin(500, NOBODY);
        dictionary.admit(200);
        dictionary.begin(1100, NOBODY);

        assertThat(dictionary.find(100)).isEqualTo(RowDictionary.NONE);
        assertThat(dictionary.isLive(2)).isFalse();
        assertThat(dictionary.find(200)).isEqualTo(3);
        assertThat(dictionary.admit(300)).isEqualTo(2);
        assertThat(dictionary.size()).isEqualTo(4);
        assertThat(dictionary.statistics().expired()).isEqualTo(1);
    }

    @Test
    void keepsIdleRowsThatAreInUse() {
        RowDictionary dictionary = dictionary(10, 1, 1000);
        dictionary.begin(0, NOBODY);
        dictionary.admit(100);
        dictionary.begin(5000, NOBODY);
        dictionary.begin(9000, row -> row == 2);
        dictionary.begin(9500, NOBODY);
        dictionary.begin(10_100, NOBODY);
        assertThat(dictionary.find(100)).isEqualTo(2);

        dictionary.begin(10_600, NOBODY);
        assertThat(dictionary.find(100)).isEqualTo(RowDictionary.NONE);
    }

    @Test
    void isWhatANaiveOneIsAfterManySteps() {
        SplittableRandom random = new SplittableRandom(11);
        RowDictionary dictionary = dictionary(52, 1, 0);
        // least recently used first
        LinkedHashMap<Long, Boolean> naive = new LinkedHashMap<>();
        for (int step = 0; step < 3000; step++) {
            dictionary.begin(step, NOBODY);
            Set<Long> usedNow = new java.util.HashSet<>();
            for (int i = 0; i < 8; i++) {
                long id = 10 + (long) (200 * Math.pow(random.nextDouble(), 2));
                dictionary.admit(id);
                if (naive.remove(id) == null && naive.size() == 50) {
                    naive.remove(naive.keySet().stream()
                            .filter(old -> !usedNow.contains(old))
                            .findFirst()
                            .orElseThrow());
                }
                naive.put(id, true);
                usedNow.add(id);
            }
            Map<Long, Integer> rows = LongStream.range(10, 210)
                    .filter(id -> dictionary.find(id) != RowDictionary.NONE)
                    .boxed()
                    .collect(Collectors.toMap(id -> id, dictionary::find));
            assertThat(rows.keySet()).isEqualTo(naive.keySet());
            assertThat(rows.values()).doesNotHaveDuplicates();
            rows.forEach((id, row) -> assertThat(dictionary.idOf(row)).isEqualTo(id));
        }
    }

    @Test
    void restoredFromChangedRowsAloneGoesOnAsIfNothingHadHappened() throws IOException {
        SplittableRandom random = new SplittableRandom(12);
        RowDictionary undisturbed = dictionary(40, 2, 300);
        RowDictionary other = dictionary(40, 2, 300);
        Map<Integer, byte[]> kept = new HashMap<>();
        for (int step = 0; step < 400; step++) {
            if (step % 20 == 10) {
                RowStates.changed(undisturbed, kept);
                other = dictionary(40, 2, 300);
                other.restoreRest(new DataInputStream(new ByteArrayInputStream(rest(undisturbed))));
                RowStates.restore(other, kept);
            }
            // values come and go, so that some rows expire
            long[] ids = random.longs(4, 10 + step, 40 + step).toArray();
            int inUse = RowDictionary.FIRST + random.nextInt(20);
            for (RowDictionary dictionary : List.of(undisturbed, other)) {
                if (step >= 10) {
                    dictionary.begin(step * 10L, row -> row == inUse);
                    LongStream.of(ids).forEach(dictionary::admit);
                }
            }
            assertThat(other.fresh()).isEqualTo(undisturbed.fresh());
            assertThat(other.statistics()).isEqualTo(undisturbed.statistics());
        }
        assertThat(undisturbed.statistics().expired()).isPositive();
        assertThat(undisturbed.statistics().evictions()).isPositive();
        assertThat(RowStates.all(other)).isEqualTo(RowStates.all(undisturbed));
    }

    @Test
    void refusesTheStateOfALargerOne() throws IOException {
        RowDictionary large = dictionary(100, 1, 0);
        large.begin(0, NOBODY);
        LongStream.range(10, 60).forEach(large::admit);
        byte[] rest = rest(large);

        assertThatThrownBy(() -> dictionary(20, 1, 0).restoreRest(new DataInputStream(new ByteArrayInputStream(rest))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("52 rows");
    }

    private static RowDictionary dictionary(int capacity, int admitAfter, long idle) {
        return new RowDictionary(new RowDictionary.Config("items", capacity, admitAfter, idle));
    }

    private static void step(RowDictionary dictionary, long... ids) {
        dictionary.begin(0, NOBODY);
        LongStream.of(ids).forEach(dictionary::admit);
    }

    private static byte[] rest(RowDictionary dictionary) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        dictionary.saveRest(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
