package io.freshet.ingest.parse;

import io.freshet.schemas.field.Field;
import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.stream.StreamConfig;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Declared fields of a JSON object. */
final class JsonValues implements RawValues {
    private final JsonFields json;

    JsonValues(StreamConfig stream) {
        json = new JsonFields(stream.fields().stream().map(Field::from).toList());
    }

    @Override
    public @Nullable Rejection read(String text, Headers headers) {
        String fault = json.read(text);
        return fault == null ? null : new Rejection(Rejection.Codes.MALFORMED_JSON, "", fault);
    }

    @Override
    public @Nullable Object value(int field) {
        return json.value(field);
    }
}
