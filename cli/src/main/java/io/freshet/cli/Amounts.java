package io.freshet.cli;

import io.freshet.config.Quantity;
import io.freshet.ingest.file.Speed;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts as they are written on the command line. */
final class Amounts {

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
    static final class SpeedConverter implements ITypeConverter<Speed> {
        @Override
        public Speed convert(String text) {
            try {
                return Speed.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
