package io.freshet.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the files of streams are, as every benchmark that reads them asks for it. */
public final class DataDirectory {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the streams' files are (default: FRESHET_DATA, else ../shared/data).")
    private @Nullable Path data;

    public Path path() {
        String named = System.getenv("FRESHET_DATA");
        return data != null ? data : named != null ? Path.of(named) : Benchmarks.HOME.resolve("../shared/data");
    }
}
