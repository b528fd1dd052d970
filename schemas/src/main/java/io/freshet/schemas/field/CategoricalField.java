package io.freshet.schemas.field;

import io.freshet.config.DidYouMean;
import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** One value out of an open set, such as a product, a country or a user. Each value seen has a row of its own. */
public record CategoricalField(@Nullable Pattern pattern, List<Step> normalise) implements FieldType {
    public static final String NAME = "categorical";
    private static final int MAX_LENGTH = 512;
    private static final Pattern WHOLE = Pattern.compile("([+-]?\\d+)\\.0*");

    /** A step of normalising, applied in the order given; leading and trailing blanks always go. */
    public enum Step {
        LOWER,
        UPPER,
        /** 17850.0 becomes 17850: what spreadsheets make of a number. */
        INTEGER;

        String apply(String text) {
            return switch (this) {
                case LOWER -> text.toLowerCase(Locale.ROOT);
                case UPPER -> text.toUpperCase(Locale.ROOT);
                case INTEGER -> {
                    Matcher match = WHOLE.matcher(text);
                    yield match.matches() ? match.group(1) : text;
                }
            };
        }
    }

    static CategoricalField read(Section section) {
        List<String> names = Arrays.stream(Step.values())
                .map(s -> s.name().toLowerCase(Locale.ROOT))
                .toList();
        List<Step> steps = section.strings("normalise").stream()
                .filter(step -> {
                    boolean known = names.contains(step);
                    if (!known) {
                        section.fault("normalise", "be out of " + names, step, DidYouMean.hint(step, names));
                    }
                    return known;
                })
                .map(step -> Step.valueOf(step.toUpperCase(Locale.ROOT)))
                .toList();
        return new CategoricalField(pattern(section), steps);
    }

    private static @Nullable Pattern pattern(Section section) {
        String text = section.optionalString("pattern");
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            section.fault("pattern", "be a regular expression", text, e.getDescription());
            return null;
        }
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
            return Parsed.rejected(Codes.NOT_TEXT, "one value was expected");
        }
        String value = text.strip();
        for (Step step : normalise) {
            value = step.apply(value);
        }
        if (value.isEmpty()) {
            return Parsed.rejected(Codes.EMPTY_VALUE, "the value is empty");
        }
        if (value.length() > MAX_LENGTH) {
            return Parsed.rejected(Codes.TOO_LARGE, "the value has " + value.length() + " characters");
        }
        if (pattern != null && !pattern.matcher(value).matches()) {
            return Parsed.rejected(
                    Codes.PATTERN_MISMATCH, "'" + RawText.shortened(value) + "' does not match " + pattern);
        }
        return Parsed.of(value);
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
        out.id((String) value);
    }
}
