package io.freshet.ingest.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.ingest.IngestApp;
import io.freshet.ingest.IngestConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Ingest in a process of its own, so that a test can kill it as a machine would. */
public final class IngestProcess {
    private IngestProcess() {}

    public static Process start(LocalLog log, Path pipeline, Path state) throws IOException {
        return java(IngestProcess.class, log, pipeline, state);
    }

    /** A process whose output goes to a file beside what it works on. */
    static Process java(Class<?> main, LocalLog log, Path pipeline, Path work) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx400m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        main.getName(),
                        pipeline.toString(),
                        log.bootstrapServers(),
                        log.registryUrl(),
                        work.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(work + ".out")))
                .start();
    }

    public static void main(String[] arguments) {
        Section root = YamlFile.read(Path.of(arguments[0]), Map.of());
        StreamConfig stream = StreamConfig.read(root).at(arguments[1], arguments[2]);
        IngestApp app =
                new IngestApp(stream, IngestConfig.read(root), new IngestApp.Place(Path.of(arguments[3]), "test"));
        Runtime.getRuntime().addShutdownHook(new Thread(app::close));
        app.start();
        app.gaveUp().join();
    }
}
