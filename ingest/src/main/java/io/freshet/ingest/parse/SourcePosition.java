package io.freshet.ingest.parse;

/** Where a raw record stands in the log. */
public record SourcePosition(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "-" + offset;
    }
}
