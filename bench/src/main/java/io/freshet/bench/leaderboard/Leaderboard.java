package io.freshet.bench.leaderboard;

import io.freshet.bench.Benchmarks;
import io.freshet.bench.DataDirectory;
import io.freshet.cli.run.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The quality table: what one pass with the defaults reaches on each stream, beside the floors, over several seeds. */
@Command(
        name = "freshet bench leaderboard",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the bare learner once over each stream and seed, and shows its scores beside the floors.",
            "A run that has been made before, by the same classes on the same file, is not made again."
        })
public final class Leaderboard implements Callable<Integer> {

    @Parameters(paramLabel = "path=value", description = "Overrides every pipeline, to be compared with the defaults.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--seeds", split = ",", description = "Seeds of the learner (default: 1,2,3).")
    private List<Long> seeds = List.of(1L, 2L, 3L);

    @Option(names = "--stream", paramLabel = "NAME", description = "Only this stream. May be given several times.")
    private List<String> only = List.of();

    @Option(names = "--streams", paramLabel = "FILE", description = "Which streams there are.")
    private Path streams = Benchmarks.HOME.resolve("bench/streams/leaderboard.yaml");

    @Option(names = "--events", description = "At most so many events of each stream.")
    private int events = Integer.MAX_VALUE;

    @Mixin
    private DataDirectory data = new DataDirectory();

    @Option(names = "--cache", paramLabel = "DIR", description = "Where results are kept.")
    private Path cache = Benchmarks.HOME.resolve("bench/target/leaderboard");

    @Option(names = "--fresh", description = "Makes every run anew.")
    private boolean fresh;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes everything there, as JSON.")
    private @Nullable Path report;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the table there.")
    private @Nullable Path markdown;

    public static void main(String[] args) {
        Benchmarks.exit(new Leaderboard(), args);
    }

    @Override
    public Integer call() throws IOException {
        Path directory = data.path();
        RunCache results = new RunCache(cache);
        String classes = Fingerprint.ofClasses();
        List<RunPlan> plans = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (BenchStream stream : BenchStream.read(streams, Benchmarks.HOME)) {
            if (!only.isEmpty() && !only.contains(stream.name())) {
                continue;
            }
            Path file = stream.events(directory);
            if (file == null) {
                skipped.add(stream.name());
                System.out.println(stream.name() + ": skipped, for there is no " + directory.resolve(stream.file()));
                continue;
            }
            Pipeline.read(stream.pipeline(), overrides); // its faults are told before anything runs
            plans.add(new RunPlan(
                    stream.name(),
                    stream.pipeline(),
                    Files.readString(stream.pipeline()),
                    new TreeMap<>(overrides),
                    file,
                    new Fingerprint().content(file).hex(),
                    events,
                    classes));
        }
        if (plans.isEmpty()) {
            System.err.println("freshet bench leaderboard: no stream to run; --data says where their files are");
            return CommandLine.ExitCode.USAGE;
        }
        List<Standing> standings = new ArrayList<>();
        for (RunPlan plan : plans) {
            standings.add(standing(plan, results));
        }
        show(standings);
        if (report != null) {
            new BoardReport(seeds, overrides, classes, skipped, standings).write(report);
        }
        return 0;
    }

    private Standing standing(RunPlan plan, RunCache results) throws IOException {
        RunResult floors = fresh ? null : results.get(plan.floorsKey());
        if (floors == null) {
            floors = StreamRun.floors(plan);
            results.put(plan.floorsKey(), floors);
        }
        SortedMap<Long, RunResult> runs = new TreeMap<>();
        SortedMap<Long, RunResult> defaults = new TreeMap<>();
        for (long seed : seeds) {
            RunPlan seeded = plan.withSeed(seed);
            RunResult known = fresh ? null : results.get(seeded.key());
            RunResult run = known == null ? StreamRun.learner(seeded) : known;
            if (known == null) {
                results.put(seeded.key(), run);
            }
            say(run, seed, known != null);
            runs.put(seed, run);
            RunResult before = overrides.isEmpty()
                    ? null
                    : results.get(plan.with(Map.of()).withSeed(seed).key());
            if (before != null) {
                defaults.put(seed, before);
            }
        }
        return new Standing(plan.stream(), floors, runs, defaults);
    }

    private static void say(RunResult run, long seed, boolean known) {
        double trips = run.figure("guard.trips");
        System.out.printf(
                Locale.ROOT,
                "%s, seed %d: HR@10 %.4f, NDCG@10 %.4f, %,d events in %.1f s%s%s%n",
                run.stream(),
                seed,
                run.figure(Measure.ALONE.hr10()),
                run.figure(Measure.ALONE.ndcg10()),
                run.events(),
                run.seconds(),
                trips > 0 ? String.format(Locale.ROOT, ", the guard tripped %.0f times", trips) : "",
                known ? " (known)" : "");
    }

    private void show(List<Standing> standings) throws IOException {
        ScoreTable table = new ScoreTable(standings);
        String legend = "HR@10 / NDCG@10 by test-then-train, mean ± standard deviation over the seeds "
                + seeds.toString().replaceAll("[\\[\\]]", "")
                + "; of the floors the highest of each."
                + (overrides.isEmpty() ? "" : " With " + overrides + ".");
        String difference = table.againstDefaults();
        String text = legend + "\n\n" + table.markdown() + (difference.isEmpty() ? "" : "\n" + difference);
        System.out.println();
        System.out.print(text);
        if (markdown != null) {
            Files.writeString(markdown, text);
        }
    }
}
