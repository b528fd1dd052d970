package io.freshet.ingest;

import io.freshet.config.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How raw records become events: the {@code ingest} section of a pipeline file.
 *
 * @param deduplicate for how long an event's id is remembered, counted from its first record's append; null: never
 * @param guarantee whether results are part of the same transaction as the progress
 * @param maxRecordBytes a longer raw record is rejected
 * @param commitInterval how often results are committed: what exactly-once adds to latency at most
 * @param threads how many threads read; more than there are partitions of the raw topic are idle
 * @param standbyReplicas copies of the state on other instances, so that one of them takes over at once
 * @param deadLetterRetention how long dead letters are kept; null: for ever
 * @param instance a name that no other instance has at the same time: started again under it after a crash, it takes up its
 *     work at once; null where instances come and go
 */
public record IngestConfig(
        @Nullable Duration deduplicate,
        Guarantee guarantee,
        int maxRecordBytes,
        Duration commitInterval,
        int threads,
        int standbyReplicas,
        @Nullable Duration deadLetterRetention,
        @Nullable String instance) {

    /** What a crash may do to the results. */
    public enum Guarantee {
        /** Nothing: each raw record counts once. Results are seen after a commit. */
        EXACTLY_ONCE,
        /** Repeat the results since the last commit, which are seen at once. */
        AT_LEAST_ONCE
    }

    public static final Duration DEDUPLICATE = Duration.ofMinutes(10);
    public static final String MAX_RECORD_BYTES = "1MB";
    public static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    /** The defaults. */
    public static IngestConfig defaults() {
        return new IngestConfig(DEDUPLICATE, Guarantee.EXACTLY_ONCE, 1 << 20, COMMIT_INTERVAL, 1, 0, null, null);
    }

    /** Reads the {@code ingest} section of a pipeline file. */
    public static IngestConfig read(Section root) {
        Section section = root.section("ingest");
        Duration deduplicate = section.optionalDuration("deduplicate", DEDUPLICATE);
        if (deduplicate != null && (deduplicate.toMillis() < 1000 || deduplicate.toDays() > 30)) {
            section.fault("deduplicate", "be from 1s to 30d, or off", deduplicate.toString(), "10m is the default");
        }
        long maxRecordBytes = section.bytes("max-record-bytes", MAX_RECORD_BYTES);
        if (maxRecordBytes < 16 || maxRecordBytes > 64 << 20) {
            section.fault("max-record-bytes", "be from 16 bytes to 64MB", maxRecordBytes + " bytes", "1MB suits most");
            maxRecordBytes = 1 << 20;
        }
        Duration commitInterval = section.duration("commit-interval", COMMIT_INTERVAL);
        if (commitInterval.toMillis() < 1 || commitInterval.compareTo(Duration.ofMinutes(1)) > 0) {
            section.fault("commit-interval", "be from 1ms to 1m", commitInterval.toString(), "100ms is the default");
        }
        return new IngestConfig(
                deduplicate,
                section.choice("processing-guarantee", Guarantee.class, Guarantee.EXACTLY_ONCE),
                (int) maxRecordBytes,
                commitInterval,
                section.integer("threads", 1, 1, 256),
                section.integer("standby-replicas", 0, 0, 10),
                section.optionalDuration("dead-letter-retention", null),
                instance(section));
    }

    private static @Nullable String instance(Section section) {
        String name = section.optionalString("instance");
        if (name != null && !name.matches("[a-zA-Z0-9._-]{1,80}")) {
            section.fault("instance", "be letters, digits, '.', '-' and '_'", name, "such as the host's name");
        }
        return name;
    }

    public IngestConfig withDeduplicate(@Nullable Duration window) {
        return new IngestConfig(
                window,
                guarantee,
                maxRecordBytes,
                commitInterval,
                threads,
                standbyReplicas,
                deadLetterRetention,
                instance);
    }

    public IngestConfig withGuarantee(Guarantee other) {
        return new IngestConfig(
                deduplicate,
                other,
                maxRecordBytes,
                commitInterval,
                threads,
                standbyReplicas,
                deadLetterRetention,
                instance);
    }

    public IngestConfig withMaxRecordBytes(int bytes) {
        return new IngestConfig(
                deduplicate, guarantee, bytes, commitInterval, threads, standbyReplicas, deadLetterRetention, instance);
    }
}
