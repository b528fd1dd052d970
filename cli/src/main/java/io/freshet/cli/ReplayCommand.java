package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.FileReplay;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import io.freshet.ingest.file.FileSource;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends a file into the raw topic, each row once. */
@Command(
        name = "replay",
        description = "Replays a CSV or JSON-lines file, plain or gzip, into the raw topic of a pipeline.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A replay that was broken off goes on behind the last row that arrived.",
            "",
            "Examples:",
            "  freshet replay my/pipeline.yaml",
            "  freshet replay my/pipeline.yaml --input day.jsonl.gz --speed 60x"
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(names = "--from-start", description = "Sends rows again that were sent before.")
    private boolean fromStart;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Pipeline pipeline = options.read(input.overrides());
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        FileSource.Result result =
                FileReplay.alone(pipeline, directory, new FileSource.Options(input.speed(), fromStart));
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%,d rows sent, %,d in all%s%n",
                result.sentRows(), result.allRows(), result.complete() ? "" : "; stopped before the end of the file");
        out.flush();
        return 0;
    }
}
