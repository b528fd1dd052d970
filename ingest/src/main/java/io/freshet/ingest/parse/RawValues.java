package io.freshet.ingest.parse;

import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.stream.StreamConfig;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The raw values of the declared fields, picked out of one record's text. Reused for record after record. */
interface RawValues {

    /** Reads a record; returns what is wrong with it as a whole, or null. */
    @Nullable
    Rejection read(String text, Headers headers);

    /** The raw value of a declared field of the record read last; null where absent. */
    @Nullable
    Object value(int field);

    static RawValues of(StreamConfig stream) {
        return switch (stream.format().type()) {
            case CSV -> new CsvValues(stream);
            case JSON -> new JsonValues(stream);
        };
    }
}
