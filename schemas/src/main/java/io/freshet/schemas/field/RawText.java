package io.freshet.schemas.field;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** How a raw value reads as a text. */
final class RawText {
    private RawText() {}

    /** The text of a raw scalar, or null for lists and maps. A whole number shows no decimal point. */
    static @Nullable String of(Object raw) {
        if (raw instanceof String text) {
            return text;
        }
        if (raw instanceof Boolean || raw instanceof Integer || raw instanceof Long || raw instanceof BigInteger) {
            return raw.toString();
        }
        if (raw instanceof Number number) {
            double value = number.doubleValue();
            if (Math.rint(value) == value && Math.abs(value) < 1e15) {
                return Long.toString((long) value);
            }
            // toString, not toPlainString: an exponent of a million must not become a million digits
            return raw instanceof BigDecimal decimal ? decimal.toString() : Double.toString(value);
        }
        return null;
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
