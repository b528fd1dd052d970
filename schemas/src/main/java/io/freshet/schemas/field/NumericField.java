package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A finite number. Its features are sign(x) ln(1 + |x|), which tames prices and counts of any scale without a pass over
 * the data, and a 1 that says the value is there.
 */
public record NumericField(@Nullable Double min, @Nullable Double max) implements FieldType {
    public static final String NAME = "numeric";

    static NumericField read(Section section) {
        Double min = section.optionalNumber("min");
        Double max = section.optionalNumber("max");
        if (min != null && max != null && min > max) {
            section.fault("min", "be at most max (" + max + ")", min.toString(), "");
        }
        return new NumericField(min, max);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema avro() {
        return Schema.create(Schema.Type.DOUBLE);
    }

    @Override
    public Parsed parse(Object raw) {
        double value;
        if (raw instanceof Number number) {
            value = number.doubleValue();
        } else if (raw instanceof String text) {
            Double parsed = number(text);
            if (parsed == null) {
                return Parsed.rejected(Codes.NOT_A_NUMBER, "'" + RawText.shortened(text) + "' is not a number");
            }
            value = parsed;
        } else {
            return Parsed.rejected(Codes.NOT_A_NUMBER, "a number was expected");
        }
        if (!Double.isFinite(value)) {
            return Parsed.rejected(Codes.NOT_FINITE, "the number is " + value);
        }
        if ((min != null && value < min) || (max != null && value > max)) {
            return Parsed.rejected(Codes.OUT_OF_RANGE, value + " is not within [" + min + ", " + max + "]");
        }
        return Parsed.of(value);
    }

    private static @Nullable Double number(String text) {
        String stripped = text.strip();
        // Java also reads 1f, 0x1p3 and the like, which no data file means
        if (stripped.isEmpty() || stripped.length() > 400 || !isPlain(stripped)) {
            return switch (stripped) {
                case "NaN", "nan", "NAN" -> Double.NaN;
                case "Infinity", "inf", "Inf", "+Infinity", "+inf" -> Double.POSITIVE_INFINITY;
                case "-Infinity", "-inf", "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> null;
            };
        }
        try {
            return Double.parseDouble(stripped);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int ids() {
        return 0;
    }

    @Override
    public int numbers() {
        return 2;
    }

    @Override
    public void features(Object value, FeatureWriter out) {
        double x = (Double) value;
        out.number((float) (Math.signum(x) * Math.log1p(Math.abs(x))));
        out.number(1);
    }
}
