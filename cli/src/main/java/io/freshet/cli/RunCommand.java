package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.PipelineRun;
import io.freshet.cli.run.RunReport;
import io.freshet.cli.run.StatusLine;
import io.freshet.cli.run.UserMistake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole pipeline in this process, with an embedded log unless the pipeline names a Kafka. */
@Command(
        name = "run",
        description = {
            "Runs a whole pipeline: source, ingest, learner, serving and its page.",
            "Without kafka.bootstrap-servers an embedded Kafka and schema registry run beside it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Everything is kept in the data directory: a second start goes on where the first stopped, however it",
            "stopped. Ctrl-C ends it in good order.",
            "",
            "Examples:",
            "  freshet run my/pipeline.yaml",
            "  freshet run examples/online-retail/pipeline.yaml --input online-retail.csv.gz --until-end --report report.json",
            "  freshet run examples/wikipedia/pipeline.yaml --input wikiticker.jsonl.gz --speed 60x --for 5m"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(names = "--until-end", description = "Ends when everything that the source has is learnt.")
    private boolean untilEnd;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "With --until-end: writes the account of it there, as JSON, and beside it as a page.")
    private @Nullable Path report;

    @Option(names = "--for", paramLabel = "TIME", description = "Ends after this long, such as 2m.")
    private @Nullable Duration duration;

    @Option(names = "--port", description = "Port of the page (default: the pipeline's serving.port, 8080); 0 for any.")
    private @Nullable Integer port;

    @Override
    public Integer call() throws IOException {
        if (report != null && !untilEnd) {
            throw new UserMistake("--report: needs --until-end, for a report is written of a whole stream");
        }
        if (untilEnd && duration != null) {
            throw new UserMistake("--for and --until-end exclude each other");
        }
        Pipeline pipeline = options.read(overrides());
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        StatusLine status = StatusLine.onTerminal();
        try (PipelineRun run = PipelineRun.start(pipeline, directory, status)) {
            run.replayFile(input.speed());
            if (untilEnd) {
                account(run.workUntilEnd(), directory, status);
            } else {
                run.work(duration);
            }
            status.say("Stopping; the next start goes on from here ...");
        }
        return 0;
    }

    private void account(@Nullable RunReport account, DataDirectory directory, StatusLine status) throws IOException {
        if (account == null) {
            status.say("Stopped before the end, so there is no report.");
            return;
        }
        status.say(account.summary());
        account.write(directory.report());
        if (report != null) {
            account.write(report);
            status.say("Report   " + report);
            Path page = ReportCommand.besides(report);
            ReportCommand.write(report, page);
            status.say("Page     " + page);
        }
    }

    private Map<String, String> overrides() {
        Map<String, String> overrides = new LinkedHashMap<>(input.overrides());
        if (port != null) {
            overrides.put("serving.port", port.toString());
        }
        return overrides;
    }
}
