package io.freshet.ingest.parse;

import io.freshet.schemas.message.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event fits into a message, told before it is sent: a message that the broker refuses would stop the
 * stream.
 *
 * @param maxBytes of a message of the events topic
 */
record EventSize(int maxBytes) {
    private static final int OVERHEAD = 512;

    // An entity can stand in an event four times (record key, entity, id, value), each number takes ten bytes at most
    // for the two of a digit and a comma: below a sixteenth of the limit there is nothing to count.
    private static final int SAFE_SHARE = 16;

    boolean fits(Event event, int recordBytes) {
        return recordBytes < (maxBytes - OVERHEAD) / SAFE_SHARE || bytes(event) <= maxBytes;
    }

    private static long bytes(Event event) {
        long bytes = OVERHEAD + text(event.id()) + 2 * text(event.entity()) + text(event.item());
        for (Object value : event.values()) {
            bytes += 2 + bytes(value);
        }
        return bytes;
    }

    private static long bytes(@Nullable Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof float[] vector) {
            return 10 + 4L * vector.length;
        }
        if (value instanceof List<?> list) {
            return 10 + list.stream().mapToLong(EventSize::bytes).sum();
        }
        return 10;
    }

    private static long text(@Nullable String text) {
        return text == null ? 2 : 5 + 3L * text.length();
    }
}
