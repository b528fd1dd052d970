package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.util.Locale;
import org.apache.avro.Schema;

/** Yes or no. Each of both has a row. */
public record BooleanField() implements FieldType {
    public static final String NAME = "boolean";

    static BooleanField read(Section section) {
        return new BooleanField();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema avro() {
        return Schema.create(Schema.Type.BOOLEAN);
    }

    @Override
    public Parsed parse(Object raw) {
        if (raw instanceof Boolean) {
            return Parsed.of(raw);
        }
        String text = RawText.of(raw);
        return switch (text == null ? "" : text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "1", "t" -> Parsed.of(true);
            case "false", "no", "n", "0", "f" -> Parsed.of(false);
            default -> Parsed.rejected(Codes.NOT_A_BOOLEAN, "true or false was expected");
        };
    }

    @Override
    public int ids() {
        return 1;
    }

    @Override
    public int numbers() {
        return 0;
    }

    @Override
    public void features(Object value, FeatureWriter out) {
        out.id(value.toString());
    }
}
