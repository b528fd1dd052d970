package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Pipeline;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command takes that works on a pipeline. */
@SuppressWarnings("NullAway.Init") // picocli fills it in
final class PipelineOptions {
    // not required of the parser, which would ask a command for it that has only been named to reach its subcommand
    @Parameters(
            index = "0",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "PIPELINE",
            description = "The pipeline's YAML file.")
    private @Nullable Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

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
        return Pipeline.read(file(), overrides);
    }

    /** Reads the pipeline with more keys overridden; what the user set is stronger. */
    Pipeline read(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.putAll(overrides);
        return Pipeline.read(file(), all);
    }

    /** Reads the pipeline with keys overridden, which are stronger than what the user set. */
    Pipeline readWith(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.putAll(settings);
        return Pipeline.read(file(), all);
    }

    private Path file() {
        if (file == null) {
            throw new ParameterException(command.commandLine(), "Missing required parameter: 'PIPELINE'");
        }
        return file;
    }

    DataDirectory dataDirectory(Pipeline pipeline) {
        return dataDirectory == null
                ? DataDirectory.of(pipeline.stream().name())
                : new DataDirectory(dataDirectory.toAbsolutePath().normalize());
    }
}
