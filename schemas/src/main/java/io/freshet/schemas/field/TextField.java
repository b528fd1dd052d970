package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.util.Locale;
import org.apache.avro.Schema;

/** Free text. Its features are its first words in lower case, each with a row of its own. */
public record TextField(int maxWords, int maxLength) implements FieldType {
    public static final String NAME = "text";

    static TextField read(Section section) {
        return new TextField(
                section.integer("max-words", 12, 1, 256), section.integer("max-length", 10_000, 1, 1_000_000));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema avro() {
        return Schema.create(Schema.Type.STRING);
    }

    @Override
    public Parsed parse(Object raw) {
        String text = RawText.of(raw);
        if (text == null) {
            return Parsed.rejected(Codes.NOT_TEXT, "a text was expected");
        }
        String value = text.strip();
        if (value.isEmpty()) {
            return Parsed.rejected(Codes.EMPTY_VALUE, "the text is empty");
        }
        return value.length() > maxLength
                ? Parsed.rejected(Codes.TOO_LARGE, "the text has " + value.length() + " characters")
                : Parsed.of(value);
    }

    @Override
    public int ids() {
        return maxWords;
    }

    @Override
    public int numbers() {
        return 0;
    }

    @Override
    public void features(Object value, FeatureWriter out) {
        String text = (String) value;
        int words = 0;
        int start = -1;
        for (int i = 0; i <= text.length() && words < maxWords; i++) {
            boolean inWord = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                out.id(text.substring(start, i).toLowerCase(Locale.ROOT));
                words++;
                start = -1;
            }
        }
    }
}
