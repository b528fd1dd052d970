package io.freshet.cli;

import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.UserMistake;
import io.freshet.cli.tune.SearchMethod;
import io.freshet.cli.tune.Tuning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Searches a learner's settings on a recorded part of a stream. */
@Command(
        name = "tune",
        description = {
            "Searches the learner's settings on a recorded part of the stream, and writes the best pipeline file.",
            "Each trial is one pass of the bare learner, scored before it learns; trial 0 is the pipeline as it is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A space is a YAML file of paths with a list of values or a range each:",
            "  learner.batch.size: [16, 32, 64]",
            "  learner.optimiser.row-rate: { from: 0.03, to: 0.6, scale: log }",
            "  learner.popularity-half-life: { from: 500, to: 50000, scale: log, type: int }",
            "",
            "Examples:",
            "  freshet tune examples/online-retail/pipeline.yaml --input online-retail.csv.gz --trials 30",
            "  freshet tune my/pipeline.yaml --space space.yaml --method grid --events 50000 --report tuning.json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills it in
final class TuneCommand implements Callable<Integer> {
    private static final int UPDATE_MS = 500;

    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "The recorded stream, CSV or JSON lines, plain or gzip (default: the pipeline's source.file).")
    private @Nullable Path input;

    @Option(names = "--trials", description = "How many settings to try (default: ${DEFAULT-VALUE}).")
    private int trials = 20;

    @Option(names = "--events", description = "Events of each trial, from the first on (default: ${DEFAULT-VALUE}).")
    private int events = 20_000;

    @Option(names = "--space", paramLabel = "FILE", description = "The settings to search (default: the usual ones).")
    private @Nullable Path space;

    @Option(
            names = "--method",
            description = "${COMPLETION-CANDIDATES}: every combination, draws, or draws guided by a Gaussian process"
                    + " (default: ${DEFAULT-VALUE}).")
    private SearchMethod method = SearchMethod.BAYES;

    @Option(names = "--seed", description = "Of the search (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--metric", description = "The figure to raise (default: ${DEFAULT-VALUE}).")
    private String metric = "ndcg10";

    @Option(names = "--lowest", description = "Lowers the figure instead.")
    private boolean lowest;

    @Option(names = "--out", paramLabel = "FILE", description = "The best pipeline (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("best.yaml");

    @Option(names = "--report", paramLabel = "FILE", description = "Writes every trial there, as JSON.")
    private @Nullable Path report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (trials < 1 || events < 1) {
            throw new UserMistake("--trials and --events: must be at least 1, got " + trials + " and " + events);
        }
        Pipeline pipeline = options.read();
        Tuning tuning = new Tuning(
                options::readWith,
                new Tuning.Plan(recorded(pipeline), events, space, method, trials, seed, metric, lowest));
        tuning.checkOut(out);
        try (Bar bar = new Bar(tuning.work())) {
            tuning.run(bar);
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.print(tuning.table());
        terminal.println(tuning.summary());
        if (report != null) {
            tuning.writeReport(report);
            terminal.println("Report   " + report);
        }
        tuning.writeBest(out);
        terminal.println("Pipeline " + out + " (without the comments of the file it is made from)");
        terminal.flush();
        return 0;
    }

    private Path recorded(Pipeline pipeline) {
        Path file = input == null ? pipeline.inputFile() : input;
        if (file == null || !Files.isReadable(file)) {
            throw new UserMistake("--input: must be a readable file, got " + (file == null ? "nothing" : file));
        }
        return file;
    }

    /** How far all trials together are. */
    private static final class Bar implements Tuning.Progress, AutoCloseable {
        private final ProgressBar bar;

        Bar(long events) {
            bar = new ProgressBarBuilder()
                    .setTaskName("tune")
                    .setInitialMax(events)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(UPDATE_MS)
                    .build();
        }

        @Override
        public void learnt(int events) {
            bar.stepBy(events);
        }

        @Override
        public void tried(String best) {
            bar.setExtraMessage(" best " + best);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
