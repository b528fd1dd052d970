package io.freshet.model.feature;

import io.freshet.schemas.field.Field;
import io.freshet.schemas.stream.EventConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each learnt field's features stand in {@link EventFeatures}. The fields that name the entity, and the field that
 * names the item by itself, are left out: the item has its own place, and the entity is who the history belongs to.
 */
public record FeatureLayout(List<Slot> slots, int ids, int numbers) {

    /**
     * One field's share.
     *
     * @param index of the field among the stream's
     * @param firstId and {@code ids}: its range in {@link EventFeatures#ids}
     * @param firstNumber and {@code numbers}: its range in {@link EventFeatures#numbers}
     */
    public record Slot(Field field, int index, int firstId, int ids, int firstNumber, int numbers) {}

    public static FeatureLayout of(StreamConfig stream) {
        EventConfig event = stream.event();
        List<Slot> slots = new ArrayList<>();
        int ids = 0;
        int numbers = 0;
        for (int i = 0; i < stream.fields().size(); i++) {
            Field field = stream.fields().get(i);
            if (field.learn() && !names(event, field.name())) {
                slots.add(new Slot(
                        field, i, ids, field.type().ids(), numbers, field.type().numbers()));
                ids += field.type().ids();
                numbers += field.type().numbers();
            }
        }
        return new FeatureLayout(List.copyOf(slots), ids, numbers);
    }

    private static boolean names(EventConfig event, String field) {
        // one of several fields that name the item together is an attribute: the pages of a channel have it in common
        return event.entity().contains(field) || event.item().equals(List.of(field));
    }
}
