package io.freshet.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit, as people write them. */
public final class Quantity {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})\\s*(b|kb|mb|gb|k|m|g)?");

    private Quantity() {}

    public static @Nullable Duration duration(String text) {
        Matcher match = DURATION.matcher(text.toLowerCase(Locale.ROOT).strip());
        if (!match.matches()) {
            return null;
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    static String shown(Duration duration) {
        long ms = duration.toMillis();
        if (ms % 1000 != 0 || ms == 0) {
            return ms + "ms";
        }
        long s = ms / 1000;
        return s % 86_400 == 0
                ? s / 86_400 + "d"
                : s % 3600 == 0 ? s / 3600 + "h" : s % 60 == 0 ? s / 60 + "m" : s + "s";
    }

    static @Nullable Long bytes(String text) {
        Matcher match = BYTES.matcher(text.toLowerCase(Locale.ROOT).strip());
        if (!match.matches()) {
            return null;
        }
        String unit = match.group(2) == null ? "b" : match.group(2);
        int shift = switch (unit.charAt(0)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        return Math.multiplyExact(Long.parseLong(match.group(1)), 1L << shift);
    }
}
