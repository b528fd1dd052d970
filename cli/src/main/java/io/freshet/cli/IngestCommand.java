package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.ApplicationRun;
import io.freshet.cli.run.IngestApplication;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Turns raw records into clean events, and what is no event into dead letters. */
@Command(
        name = "ingest",
        description = "Runs ingest alone: raw records to events and dead letters.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The three applications meet on topics only. Without kafka.bootstrap-servers they share the embedded log of",
            "their data directory, which ends with the last of them.",
            "",
            "Examples:",
            "  freshet ingest my/pipeline.yaml",
            "  freshet ingest my/pipeline.yaml --set kafka.bootstrap-servers=broker:9092 --set kafka.registry=http://registry:8081"
        })
final class IngestCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        ApplicationRun.work(pipeline, directory, IngestApplication::start, IngestApplication::shown);
        return 0;
    }
}
