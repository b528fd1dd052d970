package io.freshet.bench.leaveoneout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.freshet.bench.Benchmarks;
import io.freshet.bench.DataDirectory;
import io.freshet.bench.leaderboard.BenchStream;
import io.freshet.cli.recorded.EventFile;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The papers' way: of each sequence the last item is ranked among all items, after one pass and after epochs. */
@Command(
        name = "freshet bench leave-one-out",
        mixinStandardHelpOptions = true,
        description = {
            "Holds out the last two items of each entity, takes the bare learner once over the rest, and ranks the last",
            "item among all; beside it SASRec with full cross-entropy, trained in epochs in PyTorch (FRESHET_PYTHON)."
        })
public final class LeaveOneOut implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Parameters(paramLabel = "path=value", description = "Overrides every pipeline.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--stream", split = ",", description = "Of those in --streams.")
    private List<String> only = List.of("movietweetings", "online-retail");

    @Option(names = "--streams", paramLabel = "FILE", description = "Which streams there are.")
    private Path streams = Benchmarks.HOME.resolve("bench/streams/leaderboard.yaml");

    @Option(names = "--events", description = "At most so many events of each stream.")
    private int events = Integer.MAX_VALUE;

    @Option(names = "--seed", description = "Of both sides (default: 1).")
    private long seed = 1;

    @Option(names = "--no-sasrec", description = "Freshet alone, without Python.")
    private boolean alone;

    @Option(
            names = "--sasrec",
            split = ",",
            paramLabel = "OPTION",
            description = "Of sasrec.py, as --sasrec=--epochs=20.")
    private List<String> options = List.of();

    @Mixin
    private DataDirectory data = new DataDirectory();

    @Option(names = "--report", paramLabel = "FILE", description = "Writes what came out there, as JSON.")
    private @Nullable Path report;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the table there.")
    private @Nullable Path markdown;

    private final List<Line> lines = new ArrayList<>();

    /** A model on a stream. */
    record Line(String stream, int tested, int items, String model, Scores scores, double cpuSeconds, int epochs) {}

    public static void main(String[] args) {
        Benchmarks.exit(new LeaveOneOut(), args);
    }

    @Override
    public Integer call() throws IOException {
        for (BenchStream stream : BenchStream.read(streams, Benchmarks.HOME)) {
            if (!only.contains(stream.name())) {
                continue;
            }
            Path file = stream.events(data.path());
            if (file == null) {
                System.out.println(stream.name() + ": skipped, for there is no "
                        + data.path().resolve(stream.file()));
                continue;
            }
            measure(stream, file);
        }
        String table = table();
        System.out.print(table);
        if (markdown != null) {
            Files.writeString(markdown, table);
        }
        if (report != null) {
            Files.write(report, JSON.writeValueAsBytes(lines));
        }
        return 0;
    }

    private void measure(BenchStream stream, Path file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(overrides);
        settings.putIfAbsent("learner.seed", Long.toString(seed));
        Pipeline pipeline = Pipeline.read(stream.pipeline(), settings);
        HeldOut split = new HeldOut(EventFile.read(pipeline.stream(), file, events));
        OnePass.Outcome pass = new OnePass(pipeline.stream(), pipeline.learner().learner(), split).run();
        add(stream, split, "Freshet, embeddings alone", pass.alone(), pass.cpuSeconds(), 1);
        if (pipeline.learner().learner().hasMemory()) {
            add(stream, split, "Freshet, with the memory", pass.withMemory(), pass.cpuSeconds(), 1);
        }
        if (!alone) {
            Path sequences = Files.createTempFile("freshet-leave-one-out", ".txt");
            try {
                split.write(sequences, pipeline.stream().event().itemsComeAgain());
                SasRec.Outcome epochs =
                        new SasRec(Benchmarks.HOME.resolve("bench/pytorch/sasrec.py")).run(sequences, seed, options);
                add(stream, split, "SASRec in PyTorch", epochs.scores(), epochs.cpuSeconds(), epochs.epochs());
            } finally {
                Files.delete(sequences);
            }
        }
    }

    private void add(BenchStream stream, HeldOut split, String model, Scores scores, double cpuSeconds, int epochs) {
        lines.add(new Line(stream.name(), split.tested(), split.items(), model, scores, cpuSeconds, epochs));
        System.out.printf(Locale.ROOT, "%s, %s: %s, %.0f s%n", stream.name(), model, scores, cpuSeconds);
    }

    private String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("stream", "sequences", "items", "model", "HR@10 / NDCG@10", "passes", "CPU seconds"));
        for (Line line : lines) {
            rows.add(List.of(
                    line.stream(),
                    String.format(Locale.ROOT, "%,d", line.tested()),
                    String.format(Locale.ROOT, "%,d", line.items()),
                    line.model(),
                    line.scores().toString(),
                    Integer.toString(line.epochs()),
                    String.format(Locale.ROOT, "%,.0f", line.cpuSeconds())));
        }
        return MarkdownTable.of(rows);
    }
}
