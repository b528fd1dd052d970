package io.freshet.cli;

import io.freshet.cli.backup.Backup;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.UserMistake;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a line's whole state into a folder, with a manifest. */
@Command(
        name = "backup",
        description = {
            "Copies all that brings a line back into one folder: the log and its schemas, the learner's savepoint and the",
            "snapshots of the model, with a manifest of sizes and SHA-256."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For a line with the embedded log, which has to be stopped in good order. On a Kafka and a Flink of your own,",
            "docs/guides/backup.md says what to keep.",
            "",
            "Examples:",
            "  freshet backup my/pipeline.yaml backups/monday",
            "  freshet restore my/pipeline.yaml backups/monday"
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Parameters(index = "1", paramLabel = "DIR", description = "A folder that is empty, or is not there.")
    private Path target = Path.of("");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Pipeline pipeline = options.read();
        requireEmbedded(pipeline);
        DataDirectory directory = options.dataDirectory(pipeline);
        Backup.Written written = Backup.write(pipeline.stream().name(), directory, target);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Backed up %,d files, %,d bytes, to %s%n", written.files(), written.bytes(), target);
        out.flush();
        return 0;
    }

    static void requireEmbedded(Pipeline pipeline) {
        if (!pipeline.stream().kafka().isEmbedded()) {
            throw new UserMistake(
                    "kafka.bootstrap-servers: must be absent for a backup, which holds the embedded log; of"
                            + " a cluster, docs/guides/backup.md says what to keep");
        }
    }
}
