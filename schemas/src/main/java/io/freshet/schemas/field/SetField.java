package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Several values without order, such as genres or tags: a JSON list, or a text with a separator. */
public record SetField(String separator, int maxValues) implements FieldType {
    public static final String NAME = "set";
    private static final int MAX_LENGTH = 512;

    static SetField read(Section section) {
        String separator = section.string("separator", "|");
        if (separator.isEmpty()) {
            section.fault("separator", "be a text", "nothing", "such as '|' or ','");
        }
        return new SetField(separator, section.integer("max-values", 8, 1, 64));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema avro() {
        return Schema.createArray(Schema.create(Schema.Type.STRING));
    }

    @Override
    public Parsed parse(Object raw) {
        List<?> parts = raw instanceof List<?> list ? list : split(raw);
        Set<String> values = new LinkedHashSet<>();
        for (Object part : parts) {
            String text = part == null ? "" : RawText.of(part);
            if (text == null) {
                return Parsed.rejected(Codes.NOT_TEXT, "a list of plain values was expected");
            }
            if (text.length() > MAX_LENGTH) {
                return Parsed.rejected(Codes.TOO_LARGE, "a value has " + text.length() + " characters");
            }
            if (!text.isBlank()) {
                values.add(text.strip());
            }
        }
        return Parsed.of(values.stream().limit(maxValues).toList());
    }

    // Only as many parts as can count are split off: a line of separators must not become a million texts.
    private List<String> split(Object raw) {
        String text = RawText.of(raw);
        List<String> parts = new ArrayList<>();
        if (text == null) {
            return parts;
        }
        int from = 0;
        while (from <= text.length() && parts.size() < 4 * maxValues) {
            int to = text.indexOf(separator, from);
            int end = to < 0 ? text.length() : to;
            parts.add(text.substring(from, end));
            from = end + separator.length();
        }
        return parts;
    }

    @Override
    public int ids() {
        return maxValues;
    }

    @Override
    public int numbers() {
        return 0;
    }

    @Override
    public void features(Object value, FeatureWriter out) {
        for (Object each : (List<?>) value) {
            out.id((String) each);
        }
    }

    @Override
    public String shown(Object value) {
        return ((List<?>) value).stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
