package io.freshet.bench.sorted;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.freshet.bench.Benchmarks;
import io.freshet.bench.DataDirectory;
import io.freshet.cli.report.MarkdownTable;
import io.freshet.cli.run.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The same rows shuffled and sorted by class, in one pass with each kind of replay: what probes of the frozen embedding
 * keep of what they reach after the shuffled stream (Purushwalkam et al. 2022, arXiv:2203.12710).
 */
@Command(
        name = "freshet bench sorted",
        mixinStandardHelpOptions = true,
        description = "Whether what is learnt from a stream that is sorted by class holds up, by kind of replay.")
public final class SortedBench implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String PLAIN = "none";
    private static final Map<String, LabelledRows.Reader> STREAMS = new LinkedHashMap<>();

    static {
        STREAMS.put("mnist", Mnist::read);
        STREAMS.put("nsl-kdd", NslKdd::read);
    }

    @Parameters(paramLabel = "path=value", description = "Overrides the pipelines.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--stream", split = ",", description = "mnist, nsl-kdd (default: both).")
    private List<String> streams = List.copyOf(STREAMS.keySet());

    @Option(names = "--replay", split = ",", description = "Kinds of replay (default: all).")
    private List<String> replays = List.of(PLAIN, "fifo", "reservoir", "minimum-redundancy");

    @Option(names = "--train", description = "Rows to learn from at most (default: all).")
    private int train = Integer.MAX_VALUE;

    @Option(names = "--test", description = "Rows to probe with at most (default: all).")
    private int test = Integer.MAX_VALUE;

    @Option(names = "--seeds", split = ",", description = "Of the learner and of the order (default: 1).")
    private List<Long> seeds = List.of(1L);

    @Mixin
    private DataDirectory data = new DataDirectory();

    @Option(names = "--report", paramLabel = "FILE", description = "Writes every pass there, as JSON.")
    private @Nullable Path report;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the tables there.")
    private @Nullable Path markdown;

    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * What came out of one pass, or of the raw features.
     *
     * @param order shuffled or sorted; empty for raw features
     */
    record Outcome(String stream, long seed, String order, String replay, double linear, double knn, double seconds) {}

    public static void main(String[] args) {
        Benchmarks.exit(new SortedBench(), args);
    }

    @Override
    public Integer call() throws IOException {
        StringBuilder tables = new StringBuilder();
        for (String stream : streams) {
            LabelledRows.Reader reader = STREAMS.get(stream);
            Path directory = data.path().resolve(stream);
            if (reader == null || !Files.isDirectory(directory)) {
                System.out.println(stream + ": skipped, for there is no " + directory);
                continue;
            }
            LabelledRows all = reader.read(directory);
            for (long seed : seeds) {
                LabelledRows rows = all.slice(train, test, seed);
                measureRaw(stream, rows, seed);
                for (String replay : replays) {
                    measure(stream, rows, rows.train(), "shuffled", replay, seed);
                    measure(stream, rows, rows.sorted(), "sorted", replay, seed);
                }
            }
            tables.append(table(stream)).append('\n');
        }
        System.out.println();
        System.out.print(tables);
        if (markdown != null) {
            Files.writeString(markdown, tables);
        }
        if (report != null) {
            Files.write(report, JSON.writeValueAsBytes(outcomes));
        }
        return outcomes.isEmpty() ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.OK;
    }

    private void measureRaw(String stream, LabelledRows rows, long seed) {
        float[][] numbers = LabelledRows.numbers(rows.train());
        Probes.Scores scores = Probes.of(
                Probes.standardised(numbers, numbers),
                LabelledRows.labels(rows.train()),
                Probes.standardised(numbers, LabelledRows.numbers(rows.test())),
                LabelledRows.labels(rows.test()));
        note(new Outcome(stream, seed, "", "raw features", scores.linear(), scores.knn(), 0), 0);
    }

    private void measure(
            String stream, LabelledRows rows, List<LabelledRow> order, String name, String replay, long seed)
            throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(overrides);
        settings.put("learner.seed", Long.toString(seed));
        settings.put("learner.replay.policy", replay);
        Pipeline pipeline = pipeline(stream, settings);
        try (Pass pass = Pass.over(order, pipeline, pipeline(stream, still(settings, pipeline)))) {
            Probes.Scores scores = Probes.of(
                    pass.embed(rows.train()),
                    LabelledRows.labels(rows.train()),
                    pass.embed(rows.test()),
                    LabelledRows.labels(rows.test()));
            note(new Outcome(stream, seed, name, replay, scores.linear(), scores.knn(), pass.seconds()), pass.trips());
        }
    }

    /** Rates of 0, so that a learner that takes over the state stays as it is; and little to do beside embedding. */
    static Map<String, String> still(Map<String, String> settings, Pipeline pipeline) {
        Map<String, String> still = new LinkedHashMap<>(settings);
        still.put("learner.optimiser.dense-rate", "0");
        still.put("learner.optimiser.row-rate", "0");
        still.put("learner.guard.enabled", "false");
        still.put("learner.replay.share", "0");
        still.put("learner.batch.size", "512");
        for (String objective : pipeline.learner().learner().objectiveNames()) {
            still.put("learner.objectives." + objective + ".share", "0.001");
        }
        return still;
    }

    private static Pipeline pipeline(String stream, Map<String, String> settings) {
        return Pipeline.read(Benchmarks.HOME.resolve("bench/sorted/" + stream + ".yaml"), settings);
    }

    private void note(Outcome outcome, double trips) {
        outcomes.add(outcome);
        System.out.printf(
                Locale.ROOT,
                "%s, seed %d: %s %s: linear %.4f, kNN %.4f, %.1f s%s%n",
                outcome.stream(),
                outcome.seed(),
                outcome.order(),
                outcome.replay(),
                outcome.linear(),
                outcome.knn(),
                outcome.seconds(),
                trips > 0 ? String.format(Locale.ROOT, ", the guard tripped %.0f times", trips) : "");
    }

    /** Means over seeds; shares are of the shuffled stream without replay. */
    private String table(String stream) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(
                stream,
                "linear, shuffled",
                "sorted",
                "sorted / shuffled",
                "kNN, shuffled",
                "sorted",
                "sorted / shuffled"));
        double linear = mean(stream, "", "raw features", true);
        double knn = mean(stream, "", "raw features", false);
        lines.add(List.of("raw features", share(linear), "", "", share(knn), "", ""));
        for (String replay : replays) {
            String whole = replays.contains(PLAIN) ? PLAIN : replay;
            double sorted = mean(stream, "sorted", replay, true);
            double sortedKnn = mean(stream, "sorted", replay, false);
            lines.add(List.of(
                    replay,
                    share(mean(stream, "shuffled", replay, true)),
                    share(sorted),
                    share(sorted / mean(stream, "shuffled", whole, true)),
                    share(mean(stream, "shuffled", replay, false)),
                    share(sortedKnn),
                    share(sortedKnn / mean(stream, "shuffled", whole, false))));
        }
        return MarkdownTable.of(lines);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("^0", "");
    }

    private double mean(String stream, String order, String replay, boolean linear) {
        return outcomes.stream()
                .filter(outcome -> outcome.stream().equals(stream)
                        && outcome.order().equals(order)
                        && outcome.replay().equals(replay))
                .mapToDouble(outcome -> linear ? outcome.linear() : outcome.knn())
                .average()
                .orElse(Double.NaN);
    }
}
