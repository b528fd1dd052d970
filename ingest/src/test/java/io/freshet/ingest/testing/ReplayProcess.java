package io.freshet.ingest.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.ingest.IngestConfig;
import io.freshet.ingest.file.FileSource;
import io.freshet.ingest.file.ReplayListener;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A replay in a process of its own, so that a test can kill it. */
public final class ReplayProcess {
    private ReplayProcess() {}

    public static Process start(LocalLog log, Path pipeline, Path file) throws IOException {
        return IngestProcess.java(ReplayProcess.class, log, pipeline, file);
    }

    public static void main(String[] arguments) {
        Section root = YamlFile.read(Path.of(arguments[0]), Map.of());
        StreamConfig stream = StreamConfig.read(root).at(arguments[1], arguments[2]);
        try (FileSource source =
                new FileSource(stream, IngestConfig.read(root), arguments[3], FileSource.Options.DEFAULTS)) {
            source.run(ReplayListener.SILENT);
        }
    }
}
