package io.freshet.model.feature;

import io.freshet.schemas.field.Field;
import io.freshet.schemas.stream.EventConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each learnt field's features stand in {@link EventFeatures}. The fields that name the entity or the item are
 * left out: the item has its own place, and the entity is who the history belongs to.
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
            boolean names =
                    event.entity().contains(field.name()) || event.item().contains(field.name());
            if (field.learn() && !names) {
                slots.add(new Slot(
                        field, i, ids, field.type().ids(), numbers, field.type().numbers()));
                ids += field.type().ids();
                numbers += field.type().numbers();
            }
        }
        return new FeatureLayout(List.copyOf(slots), ids, numbers);
    }
}
