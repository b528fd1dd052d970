package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.table.RowDictionary;
import java.util.Arrays;
import java.util.List;

/** The fields that describe items by values which items share: categories, words of a name. */
record ItemAttributes(List<FeatureLayout.Slot> slots) {
    /** Of a long text, so many words say what it is about. */
    private static final int MOST_VALUES = 16;

    static ItemAttributes of(FeatureLayout layout) {
        return new ItemAttributes(layout.slots().stream()
                .filter(slot -> slot.field().ofItem() && slot.ids() > 0)
                .toList());
    }

    List<String> names() {
        return slots.stream().map(slot -> slot.field().name()).toList();
    }

    /** Rows of the values of an event's item, by attribute; values without a row are left out. */
    int[][] rows(EventFeatures event, RowDictionary values) {
        int[][] rows = new int[slots.size()][];
        for (int attribute = 0; attribute < rows.length; attribute++) {
            FeatureLayout.Slot slot = slots.get(attribute);
            rows[attribute] = Arrays.stream(
                            event.ids(), slot.firstId(), slot.firstId() + Math.min(slot.ids(), MOST_VALUES))
                    .mapToInt(values::find)
                    .filter(row -> row >= RowDictionary.FIRST)
                    .toArray();
        }
        return rows;
    }
}
