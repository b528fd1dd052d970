package io.freshet.ingest;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers that records pass on: the user's go along, ours about the raw record end with it. */
final class Lineage {
    static final String PREFIX = "freshet.";

    private Lineage() {}

    static Headers withoutOurs(Headers headers) {
        Headers kept = new RecordHeaders();
        for (Header header : headers) {
            if (!header.key().startsWith(PREFIX)) {
                kept.add(header);
            }
        }
        return kept;
    }
}
