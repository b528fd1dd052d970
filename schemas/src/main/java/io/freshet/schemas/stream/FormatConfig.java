package io.freshet.schemas.stream;

import io.freshet.config.Section;
import java.util.List;

/**
 * How raw records are written.
 *
 * @param columns CSV's column names; empty means that the file's first row has them
 */
public record FormatConfig(Type type, char delimiter, char quote, List<String> columns) {

    /** The kind of text a raw record is. */
    public enum Type {
        CSV,
        JSON
    }

    static FormatConfig read(Section section) {
        Type type = section.choice("type", Type.class, Type.JSON);
        if (!section.has("type")) {
            section.fault("type", "be csv or json", "nothing", "");
        }
        if (type == Type.JSON) {
            return new FormatConfig(type, ',', '"', List.of());
        }
        List<String> columns = section.strings("columns");
        if (columns.size() != columns.stream().distinct().count()) {
            section.fault("columns", "differ from each other", String.join(", ", columns), "");
        }
        return new FormatConfig(type, character(section, "delimiter", ","), character(section, "quote", "\""), columns);
    }

    private static char character(Section section, String key, String byDefault) {
        String text = section.string(key, byDefault);
        String value = text.equals("\\t") || text.equals("tab") ? "\t" : text;
        if (value.length() != 1) {
            section.fault(key, "be one character", "'" + text + "'", "write tab for a tab");
            return byDefault.charAt(0);
        }
        return value.charAt(0);
    }
}
