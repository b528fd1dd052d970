package io.freshet.ingest.parse;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record as it came: its bytes, its headers, where it stands and when it was appended. */
public record RawRecord(byte @Nullable [] value, Headers headers, SourcePosition at, long timestampMs) {
    /** Header with the columns of a CSV record, written as a row of CSV itself. */
    public static final String COLUMNS_HEADER = "freshet.columns";

    /** Header of a record whose row was longer than allowed: how many bytes it had. The value is its beginning. */
    public static final String CUT_HEADER = "freshet.cut-from-bytes";
}
