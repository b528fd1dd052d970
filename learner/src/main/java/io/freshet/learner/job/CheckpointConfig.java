package io.freshet.learner.job;

import io.freshet.config.Section;
import io.freshet.learner.operator.LearnerStateBackend;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.jspecify.annotations.Nullable;

/**
 * How the learner's state outlives failures. State and offsets are exactly-once whatever the delivery.
 *
 * @param interval between checkpoints
 * @param timeout after which one is given up
 * @param backend where histories live: on the heap, or in RocksDB where they outgrow it
 * @param incremental whether a checkpoint takes only the rows that changed since the last one
 * @param folder on any file system that Flink knows; null where the runner decides
 * @param resume whether a job that is submitted to a cluster goes on from the newest checkpoint in the folder
 * @param restarts after failures in a row, before the job fails for good
 * @param restartDelay before the first; each that follows soon waits half as long again, up to 30 s
 */
public record CheckpointConfig(
        Duration interval,
        Duration timeout,
        Backend backend,
        boolean incremental,
        @Nullable String folder,
        boolean resume,
        int restarts,
        Duration restartDelay)
        implements Serializable {

    private static final Duration MAX_RESTART_DELAY = Duration.ofSeconds(30);
    private static final Duration TROUBLE = Duration.ofMinutes(10); // with every checkpoint, before a restart
    private static final Duration IN_A_ROW = Duration.ofSeconds(30);

    private static final int RETAINED = 2; // the second is for a newest one that a crash of the disk has broken

    /** Where histories live. */
    public enum Backend {
        HEAP("hashmap"),
        ROCKSDB("rocksdb");

        private final String flinkName;

        Backend(String flinkName) {
            this.flinkName = flinkName;
        }
    }

    /**
     * Reads the section {@code learner.checkpoint}.
     *
     * @param shared whether several trainers have one model: then rows are within the rest, which any number can read
     */
    public static CheckpointConfig read(Section section, boolean shared) {
        boolean incremental = section.bool("incremental", !shared);
        if (incremental && shared) {
            section.fault("incremental", "be false where learner.trainers is above 1", "true", "rows cannot be apart");
        }
        return new CheckpointConfig(
                section.duration("interval", Duration.ofSeconds(10)),
                section.duration("timeout", Duration.ofMinutes(10)),
                section.choice("backend", Backend.class, Backend.HEAP),
                incremental,
                section.optionalString("folder"),
                section.bool("resume", true),
                section.integer("restarts", 10, 0, Integer.MAX_VALUE),
                section.duration("restart-delay", Duration.ofSeconds(1)));
    }

    private String stateBackend() {
        boolean apart = incremental && backend == Backend.HEAP;
        return apart ? LearnerStateBackend.Factory.class.getName() : backend.flinkName;
    }

    /** Flink's settings for the job. */
    public Configuration toFlink() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, timeout);
        flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, tolerable());
        flink.set(StateBackendOptions.STATE_BACKEND, stateBackend());
        flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, backend == Backend.ROCKSDB);
        // fewer trainers have no log of rounds, and a job may be without floors: their state then has nobody
        flink.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
        if (folder != null) {
            flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
        }
        restarts(flink);
        // for its buffer more than for its size: Flink reads what is not compressed byte by byte from the file, which
        // takes minutes for 100 MB
        flink.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
        flink.set(PipelineOptions.OBJECT_REUSE, true); // what passes between operators is immutable
        flink.set(PipelineOptions.GENERIC_TYPES, false); // a type without a format is a fault, not Kryo
        return flink;
    }

    /**
     * A disk that is full or away is not mended by a restart, which would only take learning back to the last checkpoint: so
     * that comes late, for the case that the fault is in a process.
     */
    private int tolerable() {
        return (int) Math.max(3, Math.min(10_000, TROUBLE.toMillis() / Math.max(1, interval.toMillis())));
    }

    /**
     * What fails once a day must not add up to a failure for good within a fortnight: failures count only while they follow
     * each other.
     */
    private void restarts(Configuration flink) {
        if (restarts == 0) {
            flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            return;
        }
        Duration longest = restartDelay.compareTo(MAX_RESTART_DELAY) > 0 ? restartDelay : MAX_RESTART_DELAY;
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, restartDelay);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, longest);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 1.5);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, IN_A_ROW);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, restarts);
    }
}
