package io.freshet.model.feature;

import io.freshet.schemas.field.FeatureWriter;
import io.freshet.schemas.message.Event;

/** Turns an event into its features. Keeps no state and looks at no other event. */
public final class Featuriser {
    private final FeatureLayout layout;

    public Featuriser(FeatureLayout layout) {
        this.layout = layout;
    }

    public EventFeatures features(Event event) {
        long[] ids = new long[layout.ids()];
        float[] numbers = new float[layout.numbers()];
        for (FeatureLayout.Slot slot : layout.slots()) {
            Object value = event.values().get(slot.index());
            if (value != null) {
                slot.field().type().features(value, new SlotWriter(slot, ids, numbers));
            }
        }
        String item = event.item();
        return new EventFeatures(item == null ? Ids.NONE : Ids.ofItem(item), event.timeMs(), ids, numbers);
    }

    private static final class SlotWriter implements FeatureWriter {
        private final FeatureLayout.Slot slot;
        private final long[] ids;
        private final float[] numbers;
        private int nextId;
        private int nextNumber;

        SlotWriter(FeatureLayout.Slot slot, long[] ids, float[] numbers) {
            this.slot = slot;
            this.ids = ids;
            this.numbers = numbers;
        }

        @Override
        public void id(String value) {
            if (nextId < slot.ids()) {
                ids[slot.firstId() + nextId++] = Ids.of(slot.field().name(), value);
            }
        }

        @Override
        public void number(float value) {
            if (nextNumber < slot.numbers()) {
                numbers[slot.firstNumber() + nextNumber++] = value;
            }
        }
    }
}
