package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A point in time, in milliseconds since 1970. Reads ISO 8601, seconds or milliseconds since 1970, and the given
 * patterns. Its features are the time of day and the day of the week as points on circles.
 */
public record TimestampField(List<DateTimeFormatter> formats, ZoneId zone) implements FieldType {
    public static final String NAME = "timestamp";
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
            "yyyy-MM-dd[['T'][' ']HH:mm[:ss][.SSSSSSSSS][.SSSSSS][.SSS]][XXX][XX][X]", Locale.ROOT);
    private static final double SECONDS_A_DAY = 86_400;
    // years 1900 to 2200: outside of it a number is no date but a mistake
    private static final long MIN_MS = -2_208_988_800_000L;
    private static final long MAX_MS = 7_258_118_400_000L;
    // a number below this is taken for seconds: as milliseconds it would lie in early 1970
    private static final double SECONDS_BELOW = 1e11;

    static TimestampField read(Section section) {
        List<DateTimeFormatter> formats = new ArrayList<>();
        for (String pattern : section.strings("formats")) {
            try {
                formats.add(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
            } catch (IllegalArgumentException e) {
                section.fault("formats", "be patterns of dates", pattern, "such as yyyy-MM-dd HH:mm:ss");
            }
        }
        String zone = section.string("zone", "UTC");
        try {
            return new TimestampField(formats, ZoneId.of(zone));
        } catch (DateTimeException e) {
            section.fault("zone", "be a time zone", zone, "such as UTC or Europe/London");
            return new TimestampField(formats, ZoneOffset.UTC);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema avro() {
        return LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
    }

    @Override
    public Parsed parse(Object raw) {
        Long ms = raw instanceof Number number ? fromNumber(number.doubleValue()) : null;
        if (raw instanceof String text) {
            ms = fromText(text.strip());
        }
        return ms == null || ms < MIN_MS || ms > MAX_MS
                ? Parsed.rejected(Codes.BAD_TIMESTAMP, "'" + RawText.shortened(raw.toString()) + "' is no known date")
                : Parsed.of(ms);
    }

    private @Nullable Long fromText(String text) {
        if (text.isEmpty() || text.length() > 64) {
            return null;
        }
        for (DateTimeFormatter format : formats) {
            Long ms = tried(format, text);
            if (ms != null) {
                return ms;
            }
        }
        Long ms = tried(ISO, text);
        if (ms != null) {
            return ms;
        }
        try {
            return fromNumber(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private @Nullable Long tried(DateTimeFormatter format, String text) {
        try {
            // Asked what it has, not tried as each kind in turn: that would cost an exception for every date without
            // zone.
            TemporalAccessor parsed = format.parse(text);
            if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
                return Instant.from(parsed).toEpochMilli();
            }
            if (parsed.isSupported(ChronoField.SECOND_OF_DAY)) {
                return LocalDateTime.from(parsed).atZone(zone).toInstant().toEpochMilli();
            }
            return LocalDate.from(parsed).atStartOfDay(zone).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Long fromNumber(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        return (long) (Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
    }

    @Override
    public int ids() {
        return 0;
    }

    @Override
    public int numbers() {
        return 5;
    }

    @Override
    public void features(Object value, FeatureWriter out) {
        ZonedDateTime at = Instant.ofEpochMilli((Long) value).atZone(zone);
        double day = at.toLocalTime().toSecondOfDay() / SECONDS_A_DAY;
        circle(day, out);
        circle((at.getDayOfWeek().getValue() - 1 + day) / 7, out);
        out.number(1);
    }

    private static void circle(double turn, FeatureWriter out) {
        out.number((float) Math.sin(2 * Math.PI * turn));
        out.number((float) Math.cos(2 * Math.PI * turn));
    }

    @Override
    public String shown(Object value) {
        return Instant.ofEpochMilli((Long) value).toString();
    }
}
