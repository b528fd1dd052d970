package io.freshet.bench.leaderboard;

import io.freshet.bench.Benchmarks;
import io.freshet.bench.DataDirectory;
import io.freshet.cli.report.MarkdownTable;
import io.freshet.cli.run.Pipeline;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What each part of the recipe adds: the bare learner once over each stream with one part switched off at a time. */
@Command(
        name = "freshet bench ablation",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the bare learner over each stream, with all parts of the recipe and without each of them.",
            "Results are kept beside those of the leaderboard, and known ones are not made again."
        })
public final class Ablation implements Callable<Integer> {
    private static final String ALL = "all parts";

    @Parameters(paramLabel = "path=value", description = "Overrides of every run, such as learner.memory.neighbours=0.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--parts", paramLabel = "FILE", description = "Which parts there are.")
    private Path parts = Benchmarks.HOME.resolve("bench/streams/ablation.yaml");

    @Option(names = "--streams", paramLabel = "FILE", description = "Which streams there are.")
    private Path streams = Benchmarks.HOME.resolve("bench/streams/leaderboard.yaml");

    @Option(names = "--events", description = "At most so many events of each stream (default: 60,000).")
    private int events = 60_000;

    @Option(names = "--seed", description = "Of the learner (default: 1).")
    private long seed = 1;

    @Mixin
    private DataDirectory data = new DataDirectory();

    @Option(names = "--cache", paramLabel = "DIR", description = "Where results are kept.")
    private Path cache = Benchmarks.HOME.resolve("bench/target/leaderboard");

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the table there.")
    private @Nullable Path markdown;

    public static void main(String[] args) {
        Benchmarks.exit(new Ablation(), args);
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Map<String, String>> without = parts(parts);
        List<List<String>> rows = new ArrayList<>();
        rows.add(new ArrayList<>(List.of("without")));
        without.keySet().forEach(part -> rows.add(new ArrayList<>(List.of(part))));
        for (RunPlan plan : plans()) {
            rows.get(0).add(plan.stream());
            RunResult whole = result(plan, Map.of());
            int row = 1;
            for (Map.Entry<String, Map<String, String>> part : without.entrySet()) {
                rows.get(row++).add(shown(result(plan, part.getValue()), whole, part.getKey()));
            }
        }
        String table = MarkdownTable.of(rows);
        System.out.print(table);
        if (markdown != null) {
            Files.writeString(markdown, table);
        }
        return 0;
    }

    /** What is switched off, by name; first nothing. */
    static Map<String, Map<String, String>> parts(Path file) {
        Section root = YamlFile.read(file, Map.of());
        Map<String, Map<String, String>> parts = new LinkedHashMap<>();
        parts.put(ALL, Map.of());
        Section without = root.section("without");
        for (String part : without.keys()) {
            Section off = without.section(part);
            Map<String, String> settings = new TreeMap<>();
            off.keys().forEach(key -> settings.put(key, off.string(key, "")));
            parts.put(part, settings);
        }
        root.throwIfAny();
        return parts;
    }

    private List<RunPlan> plans() throws IOException {
        Path directory = data.path();
        List<RunPlan> plans = new ArrayList<>();
        for (BenchStream stream : BenchStream.read(streams, Benchmarks.HOME)) {
            Path file = stream.events(directory);
            if (file == null) {
                System.out.println(stream.name() + ": skipped, for there is no " + directory.resolve(stream.file()));
                continue;
            }
            plans.add(new RunPlan(
                    stream.name(),
                    stream.pipeline(),
                    Files.readString(stream.pipeline()),
                    new TreeMap<>(overrides),
                    file,
                    new Fingerprint().content(file).hex(),
                    events,
                    Fingerprint.ofClasses()));
        }
        return plans;
    }

    private RunResult result(RunPlan plan, Map<String, String> off) throws IOException {
        Map<String, String> settings = new TreeMap<>(overrides);
        settings.putAll(off);
        RunPlan run = plan.with(settings).withSeed(seed);
        Pipeline.read(run.pipeline(), run.overrides());
        RunCache results = new RunCache(cache);
        RunResult known = results.get(run.key());
        if (known != null) {
            return known;
        }
        RunResult result = StreamRun.learner(run);
        results.put(run.key(), result);
        System.out.printf(
                Locale.ROOT,
                "%s, %s: HR@10 %.4f, NDCG@10 %.4f in %.0f s%n",
                run.stream(),
                off,
                result.figure(Measure.ALONE.hr10()),
                result.figure(Measure.ALONE.ndcg10()),
                result.seconds());
        return result;
    }

    private static String shown(RunResult result, RunResult whole, String part) {
        double hr10 = result.figure(Measure.ALONE.hr10());
        String scores = number("%.4f", hr10) + " / " + number("%.4f", result.figure(Measure.ALONE.ndcg10()));
        double more = 100 * (hr10 / whole.figure(Measure.ALONE.hr10()) - 1);
        return part.equals(ALL) ? scores : scores + String.format(Locale.ROOT, " (%+.1f %%)", more);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : Spread.number(format, value);
    }
}
