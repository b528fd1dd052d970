package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.table.RowDictionary;
import org.junit.jupiter.api.Test;

class AttributeMemoryTest {
    private static final int NEIGHBOURS = 3;

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));
    private final RowDictionary values = new RowDictionary(new RowDictionary.Config("values", 100));
    private final MemoryRows itemRows = new MemoryRows("memory", 0, NEIGHBOURS, items);
    private final AttributeMemory memory =
            new AttributeMemory(new MemoryRows("memory.values", 0, NEIGHBOURS, values), itemRows);

    private float count(int value, int item) {
        Neighbours near = memory.of(value);
        for (int i = 0; i < near.size(); i++) {
            if (memory.row(near.key(i)) == item) {
                return near.after(i);
            }
        }
        return 0;
    }

    @Test
    void countsTheNewcomersOfAValueByItem() {
        memory.learn(5, 20);
        memory.learn(5, 21);
        memory.learn(5, 20);
        memory.learn(6, 20);
        assertThat(memory.visits(5)).isCloseTo(3, within(.01f));
        assertThat(count(5, 20)).isCloseTo(2, within(.01f));
        assertThat(count(5, 21)).isCloseTo(1, within(.01f));
        assertThat(count(6, 21)).isZero();
    }

    @Test
    void theRarestMakesRoomAndOfTheRarestTheOldest() {
        for (int item : new int[] {20, 20, 21, 22, 23}) {
            memory.learn(5, item);
        }
        assertThat(memory.of(5).size()).isEqualTo(NEIGHBOURS);
        assertThat(count(5, 20)).isPositive();
        assertThat(count(5, 21)).as("came once, longest ago").isZero();
        assertThat(count(5, 23)).isPositive();
    }

    @Test
    void nobodyInheritsFromTheItemThatHadTheRowBefore() {
        memory.learn(5, 20);
        itemRows.forget(20);
        assertThat(count(5, 20)).isZero();
    }
}
