package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.PipelineLog;
import io.freshet.cli.run.PipelineTopics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists a pipeline's topics, and creates the missing ones when asked. */
@Command(
        name = "topics",
        description = "Lists the topics of a pipeline and whether they exist; creates the missing ones with --create.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without kafka.bootstrap-servers the embedded broker is asked, and started for it.",
            "",
            "Examples:",
            "  freshet topics my/pipeline.yaml",
            "  freshet topics my/pipeline.yaml --create"
        })
final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Option(names = "--create", description = "Create what is missing.")
    private boolean create;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        DataDirectory directory = options.dataDirectory(pipeline);
        try (PipelineLog log = PipelineLog.open(pipeline.stream(), directory);
                PipelineTopics topics = new PipelineTopics(log.stream().kafka())) {
            List<NewTopic> specs = PipelineTopics.specs(log.stream());
            List<String> created = create ? topics.create(specs) : List.of();
            print(specs, topics, created);
        }
        return 0;
    }

    private void print(List<NewTopic> specs, PipelineTopics topics, List<String> created) {
        PrintWriter out = spec.commandLine().getOut();
        Set<String> wanted = specs.stream().map(NewTopic::name).collect(Collectors.toCollection(TreeSet::new));
        wanted.retainAll(topics.names());
        Map<String, Integer> partitions = topics.partitions(wanted);
        for (NewTopic topic : specs) {
            Integer there = partitions.get(topic.name());
            String state = there == null
                    ? "missing"
                    : (created.contains(topic.name()) ? "created" : "exists") + ", partitions " + there;
            out.printf("%-40s %s%n", topic.name(), state);
        }
        out.flush();
    }
}
