package io.freshet.cli;

import io.freshet.cli.backup.Restoring;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Pipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a line's state anew from a backup. */
@Command(
        name = "restore",
        description =
                "Checks a backup file by file and makes a data directory of it; the next start goes on from there.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The data directory has to be empty, or not there: move it away first. Whoever was forgotten after the backup",
            "was taken is known again, and has to be forgotten again.",
            "",
            "Examples:",
            "  freshet restore my/pipeline.yaml backups/monday",
            "  freshet run my/pipeline.yaml"
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Parameters(index = "1", paramLabel = "DIR", description = "The backup's folder.")
    private Path backup = Path.of("");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Pipeline pipeline = options.read();
        BackupCommand.requireEmbedded(pipeline);
        DataDirectory directory = options.dataDirectory(pipeline);
        Restoring.Restored restored = Restoring.restore(pipeline.stream().name(), directory, backup);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "Restored %,d files, %,d bytes, of %s, to %s%n",
                restored.files(), restored.bytes(), restored.created(), directory.path());
        restored.notes().forEach(note -> out.println("note      " + note));
        out.flush();
        return 0;
    }
}
