package io.freshet.cli.run;

import io.freshet.cli.embedded.AtomicFile;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LockFile;
import io.freshet.serving.ServingApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serving in this process: embeddings to answers and the page. */
public final class ServingApplication implements Application {
    private static final String NAME = "serving";

    private final LockFile lock;
    private final ServingApp app;

    private ServingApplication(LockFile lock, ServingApp app) {
        this.lock = lock;
        this.app = app;
    }

    /** Starts it, and returns when the page answers. */
    public static ServingApplication start(Pipeline pipeline, PipelineLog log, DataDirectory directory) {
        LockFile lock = ApplicationLock.take(directory, NAME);
        ServingApp app = new ServingApp(log.stream(), pipeline.serving(), directory.servingState(), Map.of());
        ServingApplication application = new ServingApplication(lock, app);
        try {
            app.start();
            AtomicFile.write(directory.pageFile(), app.address().getBytes(StandardCharsets.UTF_8));
            return application;
        } catch (IOException e) {
            application.close();
            throw new UncheckedIOException(directory.pageFile() + " cannot be written", e);
        } catch (RuntimeException e) {
            application.close();
            throw isTakenPort(e) ? takenPort(pipeline.serving().port()) : e;
        }
    }

    private static boolean isTakenPort(@Nullable Throwable fault) {
        return fault != null && (fault instanceof BindException || isTakenPort(fault.getCause()));
    }

    private static UserMistake takenPort(int port) {
        return new UserMistake("serving.port: must be free, got " + port
                + ", on which another program listens; stop it, or give another with --set serving.port=...");
    }

    /** Where the page is. */
    public String url() {
        return app.address();
    }

    /** How it is doing, in one line. */
    public String shown() {
        return (app.isReady() ? "ready" : app.readiness().reason()) + " | " + url();
    }

    /** Whether queries are answered. */
    boolean isReady() {
        return app.isReady();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String failure() {
        return app.readiness().failed() ? app.readiness().reason() : null;
    }

    @Override
    public void close() {
        app.close();
        lock.close();
    }
}
