package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LockFile;
import io.freshet.learner.job.EmbeddedFlink;
import io.freshet.learner.job.LearnerSettings;
import io.freshet.learner.job.LearnerStatus;
import io.freshet.learner.job.RunningLearner;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The learner in this process: events to embeddings, in a Flink of its own. */
public final class LearnerApplication implements Application {
    private static final Logger log = LoggerFactory.getLogger(LearnerApplication.class);
    private static final String NAME = "learner";
    private static final Duration DRAIN_WITHIN = Duration.ofMinutes(10);
    private static final Duration SUSPEND_WITHIN = Duration.ofSeconds(60);

    private final LockFile lock;
    private final EmbeddedFlink flink;
    private final RunningLearner learner;
    private final long startedMs;
    private boolean drained;

    private LearnerApplication(LockFile lock, EmbeddedFlink flink, RunningLearner learner, long startedMs) {
        this.lock = lock;
        this.flink = flink;
        this.learner = learner;
        this.startedMs = startedMs;
    }

    /** Starts it where it stopped, and returns while it still gets ready. */
    public static LearnerApplication start(Pipeline pipeline, PipelineLog log, DataDirectory directory) {
        LockFile lock = ApplicationLock.take(directory, NAME);
        try {
            LearnerSettings settings = pipeline.learner();
            int slots =
                    Math.max(settings.parallelism(), settings.learner().sync().trainers());
            EmbeddedFlink flink = EmbeddedFlink.start(directory.learnerState(), slots);
            try {
                long startedMs = System.currentTimeMillis();
                RunningLearner learner = flink.submit(pipeline.text().at(log.bootstrapServers(), log.registryUrl()));
                return new LearnerApplication(lock, flink, learner, startedMs);
            } catch (Exception e) {
                flink.close();
                throw e;
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        } catch (Exception e) {
            lock.close();
            throw new IllegalStateException("The learner cannot be started: " + e.getMessage(), e);
        }
    }

    /** When this start began: what the learner has said before is of an earlier one. */
    long startedMs() {
        return startedMs;
    }

    /** Trains on all it has read, the last partial batch too, publishes what it has learnt, and ends. */
    void drain() {
        try {
            learner.stopWithDrain(DRAIN_WITHIN);
            drained = true;
        } catch (TimeoutException e) {
            throw new IllegalStateException("The learner does not come to an end", e);
        }
    }

    /** How it is doing, in one line. */
    public String shown() {
        LearnerStatus status = learner.status();
        return "%s | %,d checkpoints".formatted(status.state().name().toLowerCase(Locale.ROOT), status.checkpoints());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String failure() {
        LearnerStatus status = learner.status();
        return !drained && status.state().isEnd() ? String.valueOf(status.failure()) : null;
    }

    @Override
    public void close() {
        try {
            if (!drained && !learner.status().state().isEnd()) {
                suspend();
            }
            flink.close();
        } catch (IOException e) {
            log.warn("Flink did not end well; the next start goes on from the newest checkpoint", e);
        } finally {
            lock.close();
        }
    }

    private void suspend() {
        try {
            learner.suspend(SUSPEND_WITHIN);
        } catch (TimeoutException | RuntimeException e) {
            // nothing is lost: the next start goes on from the newest checkpoint instead
            log.warn("The learner could not be suspended", e);
        }
    }
}
