package io.freshet.ingest.file;

import java.util.Locale;

/** How fast a file is replayed: as fast as it goes, or at a multiple of the time its events took. */
public record Speed(double multiple) {
    public static final Speed FULL = new Speed(0);

    public Speed {
        if (!(multiple >= 0) || Double.isInfinite(multiple)) {
            throw new IllegalArgumentException("speed must be a positive number, got " + multiple);
        }
    }

    /**
     * Reads {@code full}, or a multiple such as {@code 60x}: an hour of events in a minute.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Speed parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.equals("full") || plain.equals("max")) {
            return FULL;
        }
        try {
            double multiple = Double.parseDouble(plain.endsWith("x") ? plain.substring(0, plain.length() - 1) : plain);
            if (multiple > 0 && Double.isFinite(multiple)) {
                return new Speed(multiple);
            }
        } catch (NumberFormatException e) {
            // told below, with what is no positive number
        }
        throw new IllegalArgumentException("must be full or a multiple of event time such as 60x, got '" + text + "'");
    }

    public boolean isFull() {
        return multiple == 0;
    }
}
