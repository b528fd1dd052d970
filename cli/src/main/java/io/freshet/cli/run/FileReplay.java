package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.ingest.IngestConfig;
import io.freshet.ingest.file.FileSource;
import io.freshet.ingest.file.ReplayBar;
import io.freshet.ingest.file.ReplayListener;
import io.freshet.schemas.stream.StreamConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file on its way into the raw topic, beside the applications. */
public final class FileReplay implements Application {
    private final FileSource source;
    private final Backpressure backpressure;
    private final Thread thread = new Thread(this::replay, "file-source");
    private volatile boolean complete;
    private volatile @Nullable RuntimeException fault;
    private volatile ReplayListener.@Nullable Progress progress;

    private FileReplay(FileSource source, Backpressure backpressure) {
        this.source = source;
        this.backpressure = backpressure;
    }

    /** Starts a replay that goes as fast as the line learns, or at the speed asked for where that is slower. */
    static FileReplay start(
            StreamConfig stream,
            IngestConfig config,
            Path file,
            FileSource.Options options,
            Backpressure backpressure) {
        FileReplay replay = new FileReplay(new FileSource(stream, config, file.toString(), options), backpressure);
        replay.thread.setDaemon(true);
        replay.thread.start();
        return replay;
    }

    /** Replays the pipeline's file with nothing beside it but its log, until its end or until told to stop. */
    public static FileSource.Result alone(Pipeline pipeline, DataDirectory directory, FileSource.Options options) {
        Path file = pipeline.inputFile();
        if (file == null) {
            throw new UserMistake("There is no file to replay; give one with --input");
        }
        StopSignal stop = StopSignal.install();
        try (PipelineLog log = PipelineLog.open(pipeline.stream(), directory)) {
            log.createTopics();
            try (FileSource source = new FileSource(log.stream(), pipeline.ingest(), file.toString(), options);
                    ReplayBar bar = new ReplayBar(String.valueOf(file.getFileName()))) {
                stop.onWish(source::close);
                return source.run(bar);
            }
        }
    }

    private void replay() {
        try {
            complete = source.run(this::advanced).complete();
        } catch (RuntimeException e) {
            fault = e;
        }
    }

    private void advanced(ReplayListener.Progress now) {
        progress = now;
        backpressure.await(now.rows());
    }

    /** Whether the whole file is in the topic. */
    boolean isComplete() {
        return complete;
    }

    /** How far it is, from 0 to 1; NaN where that cannot be known. */
    double share() {
        ReplayListener.Progress now = progress;
        return now == null || now.totalBytes() <= 0 ? Double.NaN : (double) now.bytes() / now.totalBytes();
    }

    /** What ended it, as it was thrown: a mistake in the file is told like one in the pipeline. */
    @Nullable
    RuntimeException fault() {
        return fault;
    }

    @Override
    public String name() {
        return "file source";
    }

    @Override
    public @Nullable String failure() {
        RuntimeException thrown = fault;
        return thrown == null ? null : String.valueOf(thrown.getMessage());
    }

    @Override
    public void close() {
        backpressure.close();
        source.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
