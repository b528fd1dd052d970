package io.freshet.serving.topology;

import io.freshet.schemas.field.CategoricalField;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.EventConfig;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.serving.view.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of an event describe its item.
 *
 * @param name position of the item's name; -1 without one
 * @param category position of the first categorical attribute of the item that does not itself name it; -1 without one
 */
record ItemFields(int name, int category) {

    static ItemFields of(StreamConfig stream) {
        EventConfig event = stream.event();
        String name = event.itemName();
        List<Field> fields = stream.fields();
        int category = -1;
        for (int i = 0; i < fields.size() && category < 0; i++) {
            Field field = fields.get(i);
            boolean names = event.item().contains(field.name()) || field.name().equals(name);
            if (field.ofItem() && !names && field.type().name().equals(CategoricalField.NAME)) {
                category = i;
            }
        }
        return new ItemFields(name == null ? -1 : stream.indexOf(name), category);
    }

    /** The item after an event; what the event does not say stays as it was. */
    Item item(String id, Event event, Item before) {
        String newName = text(event, name);
        String newCategory = text(event, category);
        return new Item(
                id, newName == null ? before.name() : newName, newCategory == null ? before.category() : newCategory);
    }

    private static @Nullable String text(Event event, int position) {
        Object value = position < 0 ? null : event.values().get(position);
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }
}
