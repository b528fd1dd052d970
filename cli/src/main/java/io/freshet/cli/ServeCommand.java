package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.ApplicationRun;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.ServingApplication;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Answers who is near what, over HTTP and on the page. */
@Command(
        name = "serve",
        description = "Runs serving alone: embeddings to answers over HTTP, and the page.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The three applications meet on topics only. Without kafka.bootstrap-servers they share the embedded log of",
            "their data directory, which ends with the last of them.",
            "",
            "Examples:",
            "  freshet serve my/pipeline.yaml",
            "  freshet serve my/pipeline.yaml --set kafka.bootstrap-servers=broker:9092 --set kafka.registry=http://registry:8081"
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        ApplicationRun.work(pipeline, directory, ServingApplication::start, ServingApplication::shown);
        return 0;
    }
}
