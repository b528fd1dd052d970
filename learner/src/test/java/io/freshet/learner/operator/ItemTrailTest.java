package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemTrailTest {

    @Test
    void keepsTheNewestItemsLikeAListThatDropsItsHead() {
        Random random = new Random(1);
        ItemTrail trail = ItemTrail.EMPTY;
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            long item = random.nextInt(60);
            trail = trail.plus(item, 25);
            if (!expected.contains(item)) {
                expected.add(item);
                if (expected.size() > 25) {
                    expected.remove(0);
                }
            }
            assertThat(trail.toArray())
                    .containsExactly(
                            expected.stream().mapToLong(Long::longValue).toArray());
        }
    }

    @Test
    void earlierTrailsDoNotSeeWhatComesAfterThem() {
        List<ItemTrail> trails = new ArrayList<>(List.of(ItemTrail.EMPTY));
        for (int i = 1; i <= 100; i++) {
            trails.add(trails.get(i - 1).plus(i, 1_000));
        }
        for (int i = 0; i <= 100; i++) {
            assertThat(trails.get(i).toArray()).hasSize(i);
            assertThat(trails.get(i).size()).isEqualTo(i);
        }
        assertThat(trails.get(3).toArray()).containsExactly(1, 2, 3);
    }
}
