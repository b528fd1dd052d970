package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.table.RowDictionary;
import org.junit.jupiter.api.Test;

class SuccessorMemoryTest {
    private static final double NEVER = 1e12;

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 1000));

    private MemoryRows rows;

    private SuccessorMemory memory(int neighbours, double halfLife) {
        for (long id = 100; id < 140; id++) {
            items.admit(id);
        }
        rows = new MemoryRows("memory", 0, neighbours, items);
        return new SuccessorMemory(rows, halfLife);
    }

    private static float after(SuccessorMemory memory, int item, int other) {
        return count(memory, item, other, true);
    }

    private static float before(SuccessorMemory memory, int item, int other) {
        return count(memory, item, other, false);
    }

    private static float count(SuccessorMemory memory, int item, int other, boolean after) {
        Neighbours near = memory.of(item);
        for (int i = 0; i < near.size(); i++) {
            if (memory.row(near.key(i)) == other) {
                return after ? near.after(i) : near.before(i);
            }
        }
        return 0;
    }

    @Test
    void countsWhatCameWithinTheNextEventsByItsDistance() {
        SuccessorMemory memory = memory(10, NEVER);
        memory.learn(7, new int[] {6, 5, 4});
        assertThat(after(memory, 6, 7)).isEqualTo(1f);
        assertThat(after(memory, 5, 7)).isEqualTo(1f / 2);
        assertThat(after(memory, 4, 7)).isEqualTo(1f / 3);
        assertThat(before(memory, 7, 5)).isEqualTo(1f / 2);
        assertThat(after(memory, 7, 5)).isZero();
        assertThat(memory.visits(7)).isEqualTo(1f);
        assertThat(memory.visits(6)).as("its own events alone").isZero();
    }

    @Test
    void ofAPairThatOnlyOneEntityHadNothingIsLeftOnceItIsUnlearnt() {
        SuccessorMemory memory = memory(10, 50);
        memory.learn(6, new int[0]);
        memory.learn(7, new int[] {6});
        memory.learn(8, new int[] {7, 6});
        for (int i = 0; i < 3; i++) {
            memory.learn(7, new int[] {5}); // of others
        }

        assertThat(memory.unlearn(new int[] {8, 7, 6})).isEqualTo(6);

        assertThat(memory.of(6).size()).isZero();
        assertThat(memory.of(8).size()).isZero();
        assertThat(after(memory, 5, 7)).as("what others did stays").isEqualTo(3f);
        assertThat(memory.visits(8)).isZero();
        assertThat(memory.visits(7)).isGreaterThan(2f);
        assertThat(memory.unlearn(new int[] {8, 7, 6}))
                .as("nothing is taken twice")
                .isZero();
    }

    @Test
    void looksNoFurtherBackThanItsReach() {
        SuccessorMemory memory = memory(10, NEVER);
        memory.learn(20, new int[] {10, 11, 12, 13, 14, 15});
        assertThat(after(memory, 14, 20)).isPositive();
        assertThat(after(memory, 15, 20)).isZero();
    }

    @Test
    void anEventWithoutAnItemTakesItsPlaceAndCountsForNothing() {
        SuccessorMemory memory = memory(10, NEVER);
        memory.learn(6, new int[] {RowDictionary.NONE, 5});
        assertThat(memory.of(RowDictionary.NONE).size()).isZero();
        assertThat(after(memory, 5, 6)).isEqualTo(1f / 2);
    }

    @Test
    void whatCameLeastMakesRoomWhereARowIsFull() {
        SuccessorMemory memory = memory(3, NEVER);
        for (int other : new int[] {10, 10, 11, 12, 12, 13}) {
            memory.learn(other, new int[] {5});
        }
        assertThat(memory.of(5).size()).isEqualTo(3);
        assertThat(after(memory, 5, 10)).isEqualTo(2f);
        assertThat(after(memory, 5, 12)).isEqualTo(2f);
        assertThat(after(memory, 5, 13)).as("the newest").isEqualTo(1f);
        assertThat(after(memory, 5, 11)).as("the rarest").isZero();
    }

    @Test
    void countsFadeWithTheVisitsOfTheirOwnItem() {
        SuccessorMemory memory = memory(10, 4);
        memory.learn(6, new int[] {5});
        memory.learn(20, new int[] {21}); // others' visits are nothing to it
        assertThat(after(memory, 5, 6)).isEqualTo(1f);
        for (int i = 0; i < 4; i++) {
            memory.learn(5, new int[0]);
        }
        assertThat(after(memory, 5, 6)).isCloseTo(.5f, within(1e-6f));
    }

    @Test
    void nobodyInheritsFromTheItemThatHadTheRowBefore() {
        SuccessorMemory memory = memory(10, NEVER);
        memory.learn(6, new int[] {5});
        rows.forget(6);
        assertThat(memory.of(6).size()).isZero();
        assertThat(memory.visits(6)).isZero();
        assertThat(after(memory, 5, 6)).as("the row is another item's").isZero();
        memory.learn(6, new int[] {5});
        assertThat(after(memory, 5, 6)).isEqualTo(1f);
    }
}
