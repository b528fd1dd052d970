package io.freshet.ingest;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many raw records ended in which outcome; each ends in exactly one.
 *
 * @param rejected by code
 */
public record IngestCounts(long accepted, long duplicates, SortedMap<String, Long> rejected) {
    public static final IngestCounts NONE = new IngestCounts(0, 0, Collections.emptySortedMap());

    public long read() {
        return accepted
                + duplicates
                + rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    static IngestCounts of(Map<String, Long> settled, Map<String, Long> rejected) {
        return new IngestCounts(
                settled.getOrDefault(OutcomeCounts.ACCEPTED, 0L),
                settled.getOrDefault(OutcomeCounts.DUPLICATE, 0L),
                Collections.unmodifiableSortedMap(new TreeMap<>(rejected)));
    }
}
