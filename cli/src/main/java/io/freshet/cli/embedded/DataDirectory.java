package io.freshet.cli.embedded;

import java.nio.file.Path;

/** Where a pipeline keeps everything from start to start. */
public record DataDirectory(Path path) {
    private static final Path ALL = Path.of(".freshet");

    /** The one that a pipeline has unless told otherwise. */
    public static DataDirectory of(String pipeline) {
        return new DataDirectory(all().resolve(pipeline));
    }

    /** The parent of every pipeline's own, in the folder that the program was called from. */
    public static Path all() {
        return ALL.toAbsolutePath();
    }

    /** All that the applications have to say. */
    public Path logFile() {
        return path.resolve("freshet.log");
    }

    public Path ingestState() {
        return path.resolve("ingest");
    }

    public Path servingState() {
        return path.resolve("serving");
    }

    public Path learnerState() {
        return path.resolve("learner");
    }

    /** What a run that came to the stream's end has found out. */
    public Path report() {
        return path.resolve("report.json");
    }

    /** Where the page is found while serving runs. */
    public Path pageFile() {
        return path.resolve("page.url");
    }

    /** Held by the process that runs an application, such as {@code ingest}. */
    public Path applicationLock(String application) {
        return path.resolve(application + ".lock");
    }
}
