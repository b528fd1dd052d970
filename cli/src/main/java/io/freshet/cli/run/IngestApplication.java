package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LockFile;
import io.freshet.ingest.IngestApp;
import io.freshet.ingest.IngestCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ingest in this process: raw records to events and dead letters. */
public final class IngestApplication implements Application {
    private static final String NAME = "ingest";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LockFile lock;
    private final IngestApp app;

    private IngestApplication(LockFile lock, IngestApp app) {
        this.lock = lock;
        this.app = app;
    }

    /** Starts it, and returns when it reads. */
    public static IngestApplication start(Pipeline pipeline, PipelineLog log, DataDirectory directory) {
        LockFile lock = ApplicationLock.take(directory, NAME);
        // Alone on its log, it may keep its name; on a cluster's it may be one of several, unless it is told who it is.
        String instance = pipeline.stream().kafka().isEmbedded()
                ? "embedded"
                : pipeline.ingest().instance();
        IngestApp app =
                new IngestApp(log.stream(), pipeline.ingest(), new IngestApp.Place(directory.ingestState(), instance));
        IngestApplication application = new IngestApplication(lock, app);
        try {
            app.start();
            if (!app.awaitRunning(PATIENCE)) {
                throw new IllegalStateException("Ingest is not ready after " + PATIENCE.toMinutes() + " minutes");
            }
            return application;
        } catch (RuntimeException e) {
            application.close();
            throw e;
        } catch (InterruptedException e) {
            application.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while ingest starts", e);
        }
    }

    /** What became of every raw record so far. */
    IngestCounts counts() {
        return app.counts();
    }

    /** Whether everything that stands in the raw topic has become of something. */
    boolean isCaughtUp() {
        return app.progress().caughtUp();
    }

    /** How it is doing, in one line. */
    public String shown() {
        IngestCounts counts = counts();
        return "%,d read | %,d accepted | %,d duplicates | %,d rejected"
                .formatted(
                        counts.read(),
                        counts.accepted(),
                        counts.duplicates(),
                        counts.read() - counts.accepted() - counts.duplicates());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String failure() {
        return app.health().live() ? null : String.valueOf(app.health().lastFault());
    }

    @Override
    public void close() {
        app.close();
        lock.close();
    }
}
