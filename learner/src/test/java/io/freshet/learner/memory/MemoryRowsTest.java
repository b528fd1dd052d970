package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.table.RowDictionary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryRowsTest {
    private static final int NEIGHBOURS = 5;

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));

    @BeforeEach
    void giveItemsRows() {
        for (long id = 100; id < 140; id++) {
            items.admit(id);
        }
    }

    private MemoryRows rows() {
        return new MemoryRows("memory", Fashions.DECAYS.size(), NEIGHBOURS, items);
    }

    private static void learn(MemoryRows rows, SplittableRandom random) {
        SuccessorMemory successors = new SuccessorMemory(rows, 10);
        Fashions fashions = new Fashions(rows);
        for (int i = 0; i < 2000; i++) {
            int item = 2 + random.nextInt(40);
            successors.learn(item, random.ints(random.nextInt(6), 0, 42).toArray());
            fashions.add(item);
            if (i % 100 == 0) {
                rows.forget(2 + random.nextInt(40));
            }
        }
    }

    @Test
    void aSavedMemoryIsTheSameWhicheverWayItIsSaved() throws IOException {
        long seed = System.nanoTime();
        System.out.println("saved memory: seed " + seed);
        MemoryRows rows = rows();
        learn(rows, new SplittableRandom(seed));
        int[] all = IntStream.range(0, items.rows()).toArray();
        byte[][] bytes = rows.bytes(all);

        MemoryRows byRows = rows();
        byRows.take(all, bytes);
        assertThat(byRows.bytes(all)).isDeepEqualTo(bytes);

        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        rows.save(new DataOutputStream(saved));
        MemoryRows whole = rows();
        whole.forget(3); // is forgotten
        whole.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        assertThat(whole.bytes(all)).isDeepEqualTo(bytes);
        assertThat(whole.changed().cardinality()).isEqualTo(items.rows());
    }

    @Test
    void nobodyInheritsFromTheItemThatHadTheRowBefore() {
        MemoryRows rows = rows();
        learn(rows, new SplittableRandom(1));
        int tenancy = rows.tenancy(7);
        assertThat(rows.visits(7)).isPositive();
        rows.forget(7);
        assertThat(rows.tenancy(7)).isEqualTo(tenancy + 1);
        assertThat(rows.visits(7)).isZero();
        assertThat(rows.neighbours(7).size()).isZero();
        assertThat(rows.popularity(7, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void rowsBeyondWhatWasSeenAreOfItemsThatNeverCame() {
        MemoryRows rows = rows();
        rows.change(2);
        assertThat(rows.visits(99)).isZero();
        assertThat(rows.neighbours(99).size()).isZero();
        assertThat(rows.popularity(99, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void aDamagedRowIsRefused() {
        MemoryRows rows = rows();
        for (int length : new int[] {3, 40 + 8, 40 + 16 * (NEIGHBOURS + 1)}) {
            assertThatThrownBy(() -> rows.take(new int[] {3}, new byte[][] {new byte[length]}))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the state is damaged: a row of memory has " + length + " bytes");
        }
    }
}
