package io.freshet.schemas.stream;

import io.freshet.config.DidYouMean;
import io.freshet.config.Section;
import io.freshet.schemas.field.CategoricalField;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.field.TimestampField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which declared fields say what happened: who ({@code entity}) did something with what ({@code item}), and when.
 *
 * @param id fields that together name the event; empty means its position in the source
 * @param entity fields that together name it; empty where the whole stream is one history, called by the stream's name
 * @param item fields that together name the item; empty where events have none
 * @param itemName what people call the item; null means its id
 * @param time null means the record's own timestamp
 * @param itemsComeAgain whether an entity meets the same item again, as in shopping; else scoring leaves out what it
 *     has already met
 * @param forgotten what becomes of later events of an entity that was forgotten
 */
public record EventConfig(
        List<String> id,
        List<String> entity,
        List<String> item,
        @Nullable String itemName,
        @Nullable String time,
        boolean itemsComeAgain,
        Forgotten forgotten) {
    /** What becomes of later events of an entity that was forgotten. */
    public enum Forgotten {
        /** Nobody learns from them. */
        DROP,
        /** They are those of an entity that nobody knew before. */
        START_ANEW
    }

    private static final String OFF = "off";

    static EventConfig read(Section section, List<Field> fields) {
        return new EventConfig(
                named(section, "id", fields, ""),
                entity(section, fields),
                named(section, "item", fields, CategoricalField.NAME),
                one(section, "item-name", fields, ""),
                one(section, "time", fields, TimestampField.NAME),
                section.bool("items-come-again", false),
                section.choice("forgotten", Forgotten.class, Forgotten.DROP));
    }

    /** Whether later events of a forgotten entity are dropped. */
    public boolean dropsForgotten() {
        return forgotten == Forgotten.DROP;
    }

    private static List<String> entity(Section section, List<Field> fields) {
        if (section.strings("entity").equals(List.of(OFF))) {
            return List.of();
        }
        List<String> entity = named(section, "entity", fields, CategoricalField.NAME);
        if (entity.isEmpty()) {
            String hint = "whose history is learnt: a user, a device, a session; off where the stream is one history";
            section.fault("entity", "name a field", "nothing", hint);
        }
        return entity;
    }

    private static @Nullable String one(Section section, String key, List<Field> fields, String type) {
        List<String> names = named(section, key, fields, type);
        if (names.size() > 1) {
            section.fault(key, "name one field", names.toString(), "");
        }
        return names.isEmpty() ? null : names.get(0);
    }

    private static List<String> named(Section section, String key, List<Field> fields, String type) {
        List<String> known = fields.stream().map(Field::name).toList();
        List<String> names = section.strings(key);
        for (String name : names) {
            int at = known.indexOf(name);
            if (at < 0) {
                section.fault(key, "name declared fields", name, DidYouMean.hint(name, known));
            } else if (!type.isEmpty() && !fields.get(at).type().name().equals(type)) {
                section.fault(
                        key,
                        "name " + type + " fields",
                        name + ", which is " + fields.get(at).type().name(),
                        "");
            }
        }
        return names.stream().filter(known::contains).toList();
    }
}
