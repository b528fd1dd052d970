package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {

    @Test
    void hidesTheShareOfEventsAndEachOfThemEquallyOften() {
        List<EventFeatures> history = history(1, 10);
        int[] hidden = new int[10];
        for (int seed = 0; seed < 2_000; seed++) {
            List<EventFeatures> changed = new Mask(new Mask.Config(.3)).apply(history, List.of(), Draws.at(seed));
            int count = 0;
            for (int i = 0; i < 10; i++) {
                EventFeatures event = changed.get(i);
                if (event.item() == Ids.MASK) {
                    hidden[i]++;
                    count++;
                    assertThat(event.ids()).containsOnly(Ids.MASK);
                    assertThat(event.numbers()).containsOnly(0);
                    assertThat(event.timeMs()).isEqualTo(history.get(i).timeMs());
                } else {
                    assertThat(event).isSameAs(history.get(i));
                }
            }
            assertThat(count).isEqualTo(3);
        }
        // 600 expected, with a standard deviation of 20
        assertThat(hidden).satisfies(times -> {
            for (int each : times) {
                assertThat(each).isBetween(500, 700);
            }
        });
    }

    @Test
    void leavesALoneEventAlone() {
        List<EventFeatures> one = history(1, 1);
        assertThat(new Mask(new Mask.Config(.9)).apply(one, List.of(), Draws.at(1)))
                .isEqualTo(one);
    }
}
