package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A declared field of the stream.
 *
 * @param name its name in the pipeline, kebab-case
 * @param type what it is
 * @param from where it is found in a raw record: a CSV column, or a JSON key (a JSON pointer if it starts with '/')
 * @param ofItem whether it describes the item rather than this one event
 * @param learn whether the encoder sees it
 * @param required whether an event without it is rejected
 */
public record Field(String name, FieldType type, String from, boolean ofItem, boolean learn, boolean required) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Parsed ABSENT = new Parsed(null, null);

    private enum Of {
        EVENT,
        ITEM
    }

    /** Reads a field; null when its type is unknown (which is then noted as a fault). */
    public static @Nullable Field read(String name, Section section) {
        if (!NAME.matcher(name).matches()) {
            section.fault("", "have a kebab-case name", "'" + name + "'", "lower-case words joined by '-'");
        }
        String from = section.string("from", name);
        boolean ofItem = section.choice("of", Of.class, Of.EVENT) == Of.ITEM;
        boolean learn = section.bool("learn", true);
        boolean required = section.bool("required", false);
        Function<Section, FieldType> reader = section.oneOf("type", FieldTypes.all(), "");
        return reader == null ? null : new Field(name, reader.apply(section), from, ofItem, learn, required);
    }

    /** Its name in Avro records, snake_case. */
    public String avroName() {
        return name.replace('-', '_');
    }

    /**
     * A typed value; neither value nor rejection where the raw one is absent (null, or an empty text) and the field is
     * not required.
     */
    public Parsed parse(@Nullable Object raw) {
        if (raw == null || (raw instanceof String text && text.isBlank())) {
            return required
                    ? new Parsed(null, new Rejection(Codes.MISSING_FIELD, name, name + " (" + from + ") is missing"))
                    : ABSENT;
        }
        Parsed parsed = type.parse(raw);
        Rejection rejection = parsed.rejection();
        return rejection == null
                ? parsed
                : new Parsed(null, new Rejection(rejection.code(), name, name + ": " + rejection.reason()));
    }
}
