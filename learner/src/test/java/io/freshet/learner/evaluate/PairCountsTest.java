package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairCountsTest {
    private static final int ITEMS = 700;

    private final PairCounts counts = new PairCounts(1_000_000);

    @Test
    void countsAsMapsDoWhetherRowsAreTablesOrArrays() throws IOException {
        Map<Long, Integer> plain = fill(200_000);

        for (int row = 0; row < ITEMS; row++) {
            for (int column = 0; column < ITEMS; column++) {
                assertThat(counts.count(row, column)).isEqualTo((float) plain.getOrDefault(key(row, column), 0));
            }
        }
        assertThat(counts.pairs()).isEqualTo(plain.size());
    }

    @Test
    void growsArraysWithTheItemsAndLeavesThemWhenTheyGrowTooLong() {
        for (int column = 0; column < 100; column++) {
            counts.add(0, column, 1, 100);
        }
        counts.add(0, 150, 2, 151);
        counts.add(0, 1_000_000, 3, 1_000_001);

        assertThat(counts.count(0, 99)).isEqualTo(1);
        assertThat(counts.count(0, 150)).isEqualTo(2);
        assertThat(counts.count(0, 1_000_000)).isEqualTo(3);
        assertThat(counts.count(0, 151)).isZero();
        assertThat(counts.columns(0)).isEqualTo(102);
    }

    @Test
    void forgetsTheRarestPairsWhenThereAreTooMany() {
        PairCounts few = new PairCounts(100);
        for (int i = 0; i < 10; i++) {
            few.add(i, 1, 50, ITEMS);
        }
        for (int i = 0; i < 500; i++) {
            few.add(i % ITEMS, 2 + i % 7, 1, ITEMS);
        }

        assertThat(few.pairs()).isBetween(10L, 100L);
        assertThat(few.count(3, 1)).isEqualTo(50);
    }

    @Test
    void restoresWhatItSaved() throws IOException {
        Map<Long, Integer> plain = fill(50_000);

        PairCounts restored = new PairCounts(1_000_000);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved(counts))), ITEMS, false);

        plain.forEach((key, count) -> assertThat(restored.count((int) (key / ITEMS), (int) (key % ITEMS)))
                .isEqualTo((float) count));
        assertThat(restored.pairs()).isEqualTo(counts.pairs());
        assertThat(saved(restored)).isEqualTo(saved(counts));
    }

    @Test
    void refusesBytesOfMoreItemsThanThereAre() throws IOException {
        fill(10_000);
        byte[] bytes = saved(counts);

        assertThatThrownBy(() -> new PairCounts(1_000_000)
                        .restore(new DataInputStream(new ByteArrayInputStream(bytes)), ITEMS / 2, false))
                .isInstanceOf(IOException.class);
    }

    private Map<Long, Integer> fill(int pairs) {
        SplittableRandom random = new SplittableRandom(3);
        Map<Long, Integer> plain = new HashMap<>();
        for (int i = 0; i < pairs; i++) {
            // low rows become arrays, high rows stay tables
            int row = (int) (ITEMS * Math.pow(random.nextDouble(), 3));
            int column = random.nextInt(ITEMS);
            int amount = random.nextInt(1, 300);
            plain.merge(key(row, column), amount, Integer::sum);
            counts.add(row, column, amount, ITEMS);
        }
        return plain;
    }

    private static byte[] saved(PairCounts counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        counts.save(new DataOutputStream(bytes), false);
        return bytes.toByteArray();
    }

    private static long key(int row, int column) {
        return (long) row * ITEMS + column;
    }
}
