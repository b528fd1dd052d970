package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.LAYOUT;
import static io.freshet.learner.view.Histories.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureCorruptionTest {

    @Test
    void givesTheShareOfFieldsAnotherEventsWholeValue() {
        List<EventFeatures> history = history(1, 20);
        List<EventFeatures> donors = history(2, 20);
        int expected = (int) (LAYOUT.slots().size() * .5);
        for (int seed = 0; seed < 50; seed++) {
            List<EventFeatures> changed = new FeatureCorruption(new FeatureCorruption.Config(.5), LAYOUT)
                    .apply(history, donors, Draws.at(seed));
            for (int i = 0; i < 20; i++) {
                EventFeatures before = history.get(i);
                EventFeatures after = changed.get(i);
                assertThat(after.item()).isEqualTo(before.item());
                assertThat(after.timeMs()).isEqualTo(before.timeMs());
                long corrupted = LAYOUT.slots().stream()
                        .filter(slot -> !same(slot, before, after))
                        .peek(slot -> assertThat(donors).anyMatch(donor -> same(slot, donor, after)))
                        .count();
                assertThat(corrupted).isEqualTo(expected);
            }
        }
    }

    private static boolean same(FeatureLayout.Slot slot, EventFeatures a, EventFeatures b) {
        for (int i = slot.firstId(); i < slot.firstId() + slot.ids(); i++) {
            if (a.ids()[i] != b.ids()[i]) {
                return false;
            }
        }
        for (int i = slot.firstNumber(); i < slot.firstNumber() + slot.numbers(); i++) {
            if (a.numbers()[i] != b.numbers()[i]) {
                return false;
            }
        }
        return true;
    }
}
