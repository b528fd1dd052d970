package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.ingest.IngestCounts;
import io.freshet.ingest.file.FileSource;
import io.freshet.ingest.file.Speed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole pipeline in this process, from its source to its page, until it is to end. */
public final class PipelineRun implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Pipeline pipeline;
    private final DataDirectory directory;
    private final StatusLine status;
    private final StopSignal stop;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Application> applications = new ArrayList<>();

    private final PipelineLog log;
    private final ServingApplication serving;
    private final IngestApplication ingest;
    private final LearnerApplication learner;
    private final Figures figures;

    private @Nullable FileReplay replay;
    private long startedNanos = System.nanoTime();
    private long eventsBefore;

    private PipelineRun(Pipeline pipeline, DataDirectory directory, StatusLine status) {
        this.pipeline = pipeline;
        this.directory = directory;
        this.status = status;
        this.stop = StopSignal.install();
        try {
            log = opened(openLog());
            log.createTopics();
            serving = started(ServingApplication.start(pipeline, log, directory));
            status.say("Page     " + serving.url());
            learner = started(LearnerApplication.start(pipeline, log, directory));
            ingest = started(IngestApplication.start(pipeline, log, directory));
            figures = opened(Figures.follow(log));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts everything but the source. */
    public static PipelineRun start(Pipeline pipeline, DataDirectory directory, StatusLine status) {
        return new PipelineRun(pipeline, directory, status);
    }

    private PipelineLog openLog() {
        if (pipeline.stream().kafka().isEmbedded()) {
            status.say("Starting the embedded log (Kafka and schema registry) in " + directory.path() + " ...");
        }
        PipelineLog found = PipelineLog.open(pipeline.stream(), directory);
        status.say("Log      " + found.bootstrapServers() + ", schema registry " + found.registryUrl());
        return found;
    }

    public PipelineLog log() {
        return log;
    }

    public Figures figures() {
        return figures;
    }

    /** Where the page is. */
    public String url() {
        return serving.url();
    }

    /** Adds a source of events, which is closed first. */
    public <T extends Application> T add(T source) {
        return started(source);
    }

    /** Replays the pipeline's file, if it has one. */
    public void replayFile(Speed speed) {
        Path file = pipeline.inputFile();
        if (file != null) {
            replay = add(FileReplay.start(
                    log.stream(),
                    pipeline.ingest(),
                    file,
                    new FileSource.Options(speed, FileSource.Options.DEFAULTS.fromStart()),
                    new Backpressure(this::backlog)));
        }
        eventsBefore = figures.events();
        startedNanos = System.nanoTime();
    }

    private long backlog(long rows) {
        IngestCounts counts = ingest.counts();
        return rows - counts.read() + counts.accepted() - figures.events();
    }

    /** Works for a while, or until told to stop where that is null; true if told to stop. */
    public boolean work(@Nullable Duration duration) {
        long deadline = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
        while (!stop.await(LOOK_EVERY)) {
            check();
            status.update(shown());
            if (duration != null && System.nanoTime() > deadline) {
                return false;
            }
        }
        return true;
    }

    /**
     * Works until everything that the source has, or the raw topic holds now, is learnt, and ends the learner.
     *
     * @return the account of it; null if told to stop before
     */
    public @Nullable RunReport workUntilEnd() {
        while (!isAtEnd()) {
            if (stop.await(LOOK_EVERY)) {
                return null;
            }
            check();
            status.update(shown());
        }
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        status.update("Everything is read; training on the last batch ...");
        learner.drain();
        figures.awaitEnd();
        IngestCounts counts = ingest.counts();
        return RunReport.of(
                pipeline.stream().name(),
                new RunReport.Events(counts.read(), counts.accepted(), counts.duplicates(), counts.rejected()),
                figures,
                Math.max(0, figures.events() - eventsBefore) / seconds);
    }

    private boolean isAtEnd() {
        if (replay != null && !replay.isComplete()) {
            return false;
        }
        // asked in this order: what ingest has counted is exact once it has caught up
        return hasLearnt(ingest.counts().accepted())
                && ingest.isCaughtUp()
                && hasLearnt(ingest.counts().accepted());
    }

    private boolean hasLearnt(long events) {
        return figures.eventsSince(learner.startedMs()) >= events;
    }

    private void check() {
        if (replay != null && replay.fault() != null) {
            throw replay.fault();
        }
        for (Application application : applications) {
            String failure = application.failure();
            if (failure != null) {
                throw new IllegalStateException(
                        "The " + application.name() + " has ended: " + failure + "; see " + directory.logFile());
            }
        }
    }

    private String shown() {
        String line = figures.shown();
        double share = replay == null ? Double.NaN : replay.share();
        return Double.isNaN(share) || share >= 1 ? line : "%s | file %.0f %%".formatted(line, 100 * share);
    }

    /** Ends everything in the order of the stream, so that nothing is cut off in the middle. */
    @Override
    public void close() {
        Collections.reverse(opened);
        RuntimeException first = null;
        for (AutoCloseable part : opened) {
            try {
                part.close();
            } catch (Exception e) {
                // the others have to end all the same
                first = first == null ? new IllegalStateException("A part did not end well", e) : first;
            }
        }
        opened.clear();
        if (first != null) {
            throw first;
        }
    }

    private <T extends Application> T started(T application) {
        applications.add(application);
        return opened(application);
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }
}
