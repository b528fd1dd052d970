package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import java.time.Duration;
import java.util.function.Function;

/** One application of a pipeline in this process, until it is told to stop. */
public final class ApplicationRun {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private ApplicationRun() {}

    /** Starts an application. */
    @FunctionalInterface
    public interface Starter<A extends Application> {
        A start(Pipeline pipeline, PipelineLog log, DataDirectory directory);
    }

    /**
     * Starts the log and the application, and works.
     *
     * @param shown what there is to say of the application once it works
     */
    public static <A extends Application> void work(
            Pipeline pipeline, DataDirectory directory, Starter<A> starter, Function<A, String> shown) {
        StatusLine status = StatusLine.onTerminal();
        StopSignal stop = StopSignal.install();
        try (PipelineLog log = PipelineLog.open(pipeline.stream(), directory)) {
            status.say("Log      " + log.bootstrapServers() + ", schema registry " + log.registryUrl());
            log.createTopics();
            try (A application = starter.start(pipeline, log, directory)) {
                do {
                    String failure = application.failure();
                    if (failure != null) {
                        throw new IllegalStateException("The " + application.name() + " has ended: " + failure
                                + "; see " + directory.logFile());
                    }
                    status.update(shown.apply(application));
                } while (!stop.await(LOOK_EVERY));
                status.say("Stopping; the next start goes on from here ...");
            }
        }
    }
}
