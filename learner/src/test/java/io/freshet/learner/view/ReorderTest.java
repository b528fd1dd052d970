package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.feature.EventFeatures;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReorderTest {

    @Test
    void shufflesAContiguousShareAndLeavesTheTimes() {
        List<EventFeatures> history = history(1, 10);
        int moved = 0;
        for (int seed = 0; seed < 500; seed++) {
            List<EventFeatures> changed = new Reorder(new Reorder.Config(.4)).apply(history, List.of(), Draws.at(seed));

            assertThat(changed).extracting(EventFeatures::item).containsExactlyInAnyOrderElementsOf(items(history));
            assertThat(changed)
                    .extracting(EventFeatures::timeMs)
                    .isEqualTo(history.stream().map(EventFeatures::timeMs).toList());
            int first = 10;
            int last = -1;
            for (int i = 0; i < 10; i++) {
                if (changed.get(i).item() != history.get(i).item()) {
                    first = Math.min(first, i);
                    last = i;
                    moved++;
                }
            }
            assertThat(last - first).isLessThan(4);
        }
        // of four shuffled events one stays in place on average
        assertThat(moved / 500.0).isBetween(2.8, 3.2);
    }

    private static List<Long> items(List<EventFeatures> history) {
        return history.stream().map(EventFeatures::item).toList();
    }
}
