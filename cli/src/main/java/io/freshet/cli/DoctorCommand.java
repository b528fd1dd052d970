package io.freshet.cli;

import io.freshet.cli.doctor.Doctor;
import io.freshet.cli.doctor.Finding;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that a pipeline needs, and says what to do about what is amiss. */
@Command(
        name = "doctor",
        description =
                "Checks brokers, topics, registry, Flink, folders, device and port, and says what to do about each.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Ends with 1 where anything would keep the pipeline from working.",
            "",
            "Examples:",
            "  freshet doctor my/pipeline.yaml",
            "  freshet doctor my/pipeline.yaml --flink http://jobmanager:8081"
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description =
                    "REST address of the Flink cluster that the learner runs on (default: it runs in this process).")
    private @Nullable String flink;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        List<Finding> findings = new Doctor(pipeline, directory, flink).findings();
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(out::println);
        long faults = count(findings, Finding.Level.FAULT);
        out.printf("%d faults, %d warnings%n", faults, count(findings, Finding.Level.WARNING));
        out.flush();
        return faults == 0 ? 0 : 1;
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
