package io.freshet.schemas.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One clean event: who did something with what, and when.
 *
 * @param id names the event within its stream
 * @param item null where events have no item
 * @param timeMs event time, milliseconds since 1970
 * @param values one a declared field, in order; null where absent. Double, String, List of String, Long (timestamp),
 *     Boolean or float[]
 */
public record Event(String id, String entity, @Nullable String item, long timeMs, List<@Nullable Object> values)
        implements EntityRecord {}
