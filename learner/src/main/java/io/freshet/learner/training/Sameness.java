package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.field.TimestampField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A number for each event that is the same for events equal in all but their time. */
final class Sameness {
    private final boolean[] counts; // which plain features are not of a time

    Sameness(FeatureLayout layout) {
        counts = new boolean[layout.numbers()];
        Arrays.fill(counts, true);
        for (FeatureLayout.Slot slot : layout.slots()) {
            if (slot.field().type() instanceof TimestampField) {
                Arrays.fill(counts, slot.firstNumber(), slot.firstNumber() + slot.numbers(), false);
            }
        }
    }

    List<Long> of(List<Example> batch) {
        List<Long> samenesses = new ArrayList<>(batch.size());
        batch.forEach(example -> samenesses.add(of(example.event())));
        return samenesses;
    }

    long of(EventFeatures event) {
        long hash = event.item();
        for (long id : event.ids()) {
            hash = hash * 0x9E3779B97F4A7C15L + id;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i]) {
                hash = hash * 0x9E3779B97F4A7C15L + Float.floatToIntBits(event.numbers()[i]);
            }
        }
        return hash;
    }
}
