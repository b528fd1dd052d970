package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.ApplicationRun;
import io.freshet.cli.run.LearnerApplication;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Learns from the events and publishes fresh embeddings. */
@Command(
        name = "learn",
        description = "Runs the learner alone: events to embeddings, metrics and models.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The three applications meet on topics only. Without kafka.bootstrap-servers they share the embedded log of",
            "their data directory, which ends with the last of them.",
            "",
            "Examples:",
            "  freshet learn my/pipeline.yaml",
            "  freshet learn my/pipeline.yaml --set kafka.bootstrap-servers=broker:9092 --set kafka.registry=http://registry:8081"
        })
final class LearnCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        ApplicationRun.work(pipeline, directory, LearnerApplication::start, LearnerApplication::shown);
        return 0;
    }
}
