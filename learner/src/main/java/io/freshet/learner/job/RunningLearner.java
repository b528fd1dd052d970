package io.freshet.learner.job;

import io.freshet.learner.job.LearnerStatus.State;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.jspecify.annotations.Nullable;

/** A learner's job in an {@link EmbeddedFlink}. */
public final class RunningLearner {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final MiniCluster cluster;
    private final JobID job;
    private final Path savepoints;
    private final Optional<Path> restoredFrom;

    RunningLearner(MiniCluster cluster, JobID job, Path savepoints, Optional<Path> restoredFrom) {
        this.cluster = cluster;
        this.job = job;
        this.savepoints = savepoints;
        this.restoredFrom = restoredFrom;
    }

    /** The checkpoint or savepoint that the job went on from. */
    public Optional<Path> restoredFrom() {
        return restoredFrom;
    }

    public LearnerStatus status() {
        AccessExecutionGraph graph = graph();
        CheckpointStatsSnapshot stats = graph.getCheckpointStatsSnapshot();
        CompletedCheckpointStats latest =
                stats == null ? null : stats.getHistory().getLatestCompletedCheckpoint();
        return new LearnerStatus(
                state(graph),
                stats == null ? 0 : stats.getCounts().getNumberOfCompletedCheckpoints(),
                latest == null ? 0 : latest.getLatestAckTimestamp(),
                failure(graph.getFailureInfo()));
    }

    /** Trains on all that has been read, the partial batch too, publishes it, and ends; the state goes to a savepoint. */
    public Path stopWithDrain(Duration timeout) throws TimeoutException {
        return stop(true, timeout);
    }

    /** Ends where it stands, in the middle of a batch if need be: a next start goes on as if it had not. */
    public Path suspend(Duration timeout) throws TimeoutException {
        return stop(false, timeout);
    }

    private Path stop(boolean drain, Duration timeout) throws TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        awaitUntil(deadline, "every task to run", () -> isRunning(graph()));
        CompletableFuture<String> savepoint =
                cluster.stopWithSavepoint(job, savepoints.toUri().toString(), drain, SavepointFormatType.NATIVE);
        Path written = Path.of(URI.create(get(savepoint, deadline - System.nanoTime())));
        awaitUntil(deadline, "the job to end", () -> state(graph()).isEnd());
        return written;
    }

    /** Ends at once; the newest checkpoint stays. */
    public void cancel(Duration timeout) throws TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!state(graph()).isEnd()) {
            get(cluster.cancelJob(job), timeout.toNanos());
            awaitUntil(deadline, "the job to end", () -> state(graph()).isEnd());
        }
    }

    private AccessExecutionGraph graph() {
        return cluster.getExecutionGraph(job).join();
    }

    private static boolean isRunning(AccessExecutionGraph graph) {
        if (state(graph).isEnd()) {
            throw new LearnerFailedException("the learner has ended"
                    + Optional.ofNullable(failure(graph.getFailureInfo()))
                            .map(cause -> ": " + cause)
                            .orElse(""));
        }
        for (var vertex : graph.getAllVertices().values()) {
            if (vertex.getAggregateState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private static State state(AccessExecutionGraph graph) {
        return switch (graph.getState()) {
            case INITIALIZING, CREATED -> State.STARTING;
            case RUNNING -> State.RUNNING;
            case FAILING, RESTARTING, RECONCILING -> State.RESTARTING;
            case FINISHED -> State.FINISHED;
            case CANCELLING -> State.STOPPING;
            case CANCELED, SUSPENDED -> State.CANCELLED;
            case FAILED -> State.FAILED;
        };
    }

    private static @Nullable String failure(@Nullable ErrorInfo info) {
        return info == null ? null : Failures.sentence(info.getException());
    }

    private static void awaitUntil(long deadlineNanos, String what, BooleanSupplier condition) throws TimeoutException {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TimeoutException("waited too long for " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new LearnerFailedException("interrupted while waiting for " + what);
            }
        }
    }

    private static <T> T get(CompletableFuture<T> answer, long nanos) throws TimeoutException {
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new LearnerFailedException(Failures.sentence(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LearnerFailedException("interrupted while waiting for Flink", e);
        }
    }
}
