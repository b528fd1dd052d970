package io.freshet.cli;

import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.PipelineTopics;
import io.freshet.config.Resolved;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows a pipeline as the program understands it. */
@Command(
        name = "describe",
        description = "Shows a pipeline as the program understands it: every key with its value, topics, schema.",
        mixinStandardHelpOptions = true,
        subcommands = DescribeProgramCommand.class,
        footer = {
            "",
            "Keys that the file does not set are marked (default).",
            "",
            "Examples:",
            "  freshet describe examples/online-retail/pipeline.yaml",
            "  freshet describe examples/shop/pipeline.yaml --set learner.batch.size=64",
            "  freshet describe program examples/shop/pipeline.yaml"
        })
final class DescribeCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        PrintWriter out = spec.commandLine().getOut();
        out.println("# Pipeline");
        int width = pipeline.resolved().stream()
                .mapToInt(key -> key.path().length())
                .max()
                .orElse(0);
        for (Resolved key : pipeline.resolved()) {
            String mark = key.isDefault() ? "  (default)" : "";
            out.printf("%-" + width + "s  %s%s%n", key.path(), key.value().isEmpty() ? "-" : key.value(), mark);
        }
        StreamConfig stream = pipeline.stream();
        out.println();
        out.println("# Topics");
        for (NewTopic topic : PipelineTopics.specs(stream)) {
            out.printf(
                    "%s  partitions %d, replication %d, %s%n",
                    topic.name(), topic.numPartitions(), topic.replicationFactor(), topic.configs());
        }
        out.println();
        out.println("# Schema of " + stream.topics().events());
        out.println(new EventCodec(stream).schema().toString(true));
        out.flush();
        return 0;
    }
}
