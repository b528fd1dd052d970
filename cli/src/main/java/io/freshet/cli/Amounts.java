package io.freshet.cli;

import io.freshet.config.Quantity;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts as they are written on the command line. */
final class Amounts {
    private static final Pattern SPEED = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,6})?)x?");

    private Amounts() {}

    /** A length of time, such as {@code 90s} or {@code 2m}. */
    static Duration duration(String text) {
        Duration duration = Quantity.duration(text);
        if (duration == null) {
            throw new TypeConversionException("'" + text + "' is no length of time; write 30s, 2m or 1h");
        }
        return duration;
    }

    /** A multiple of the events' own pace, such as {@code 60x}. */
    static final class Speed implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            Matcher speed = SPEED.matcher(text);
            if (!speed.matches() || Double.parseDouble(speed.group(1)) == 0) {
                throw new TypeConversionException(
                        "'" + text + "' is no speed; write 60x for sixty times the events' pace");
            }
            return Double.valueOf(speed.group(1));
        }
    }
}
