package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Pipeline;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command takes that works on a pipeline. */
final class PipelineOptions {
    @Parameters(index = "0", paramLabel = "PIPELINE", description = "The pipeline's YAML file.")
    private Path file = Path.of("pipeline.yaml");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Overrides a key of the file, such as learner.batch.size=64. May be given several times.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept from start to start (default: .freshet/<pipeline>).")
    private @Nullable Path dataDirectory;

    /** Reads the pipeline. */
    Pipeline read() {
        return Pipeline.read(file, overrides);
    }

    /** Reads the pipeline with more keys overridden; what the user set is stronger. */
    Pipeline read(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.putAll(overrides);
        return Pipeline.read(file, all);
    }

    DataDirectory dataDirectory(Pipeline pipeline) {
        return dataDirectory == null
                ? DataDirectory.of(pipeline.stream().name())
                : new DataDirectory(dataDirectory.toAbsolutePath().normalize());
    }
}
