package io.freshet.schemas.field;

import org.jspecify.annotations.Nullable;

/** What a field type made of a raw value: either a value or the reason why not. */
public record Parsed(@Nullable Object value, @Nullable Rejection rejection) {

    public static Parsed of(Object value) {
        return new Parsed(value, null);
    }

    /** The field's name is filled in by {@link Field#parse}. */
    static Parsed rejected(String code, String reason) {
        return new Parsed(null, new Rejection(code, "", reason));
    }
}
