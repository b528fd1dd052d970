package io.freshet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.report.ReportPage;
import io.freshet.cli.run.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a page with plots of what a run has found out about itself. */
@Command(
        name = "report",
        description = "Makes one HTML file, with plots and without a network, of the report of a run.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A run with --until-end leaves its report in its data directory, and where --report says.",
            "",
            "Examples:",
            "  freshet report report.json",
            "  freshet report .freshet/online-retail --html online-retail.html"
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A report in JSON, or the data directory of a run.")
    private Path run = Path.of("");

    @Option(names = "--html", paramLabel = "FILE", description = "The page (default: beside the report, as .html).")
    private @Nullable Path html;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path json = Files.isDirectory(run) ? new DataDirectory(run).report() : run;
        if (!Files.isReadable(json)) {
            throw new UserMistake("RUN: must be a report in JSON, or the data directory of a run that has ended, got "
                    + run + "; freshet run --until-end --report FILE writes one");
        }
        Path page = html == null ? besides(json) : html;
        write(json, page);
        spec.commandLine().getOut().println("Page     " + page);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Writes the page of a report. */
    static void write(Path json, Path page) throws IOException {
        try {
            Files.writeString(page, ReportPage.of(Files.readString(json)));
        } catch (JsonProcessingException e) {
            throw new UserMistake("RUN: must be JSON, got " + json + " (" + e.getOriginalMessage() + ")");
        }
    }

    /** The page's place where none is given. */
    static Path besides(Path json) {
        String name = json.getFileName().toString();
        return json.resolveSibling(name.replaceFirst("\\.json$", "") + ".html");
    }
}
