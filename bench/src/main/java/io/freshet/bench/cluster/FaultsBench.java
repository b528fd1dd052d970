package io.freshet.bench.cluster;

import io.freshet.bench.Benchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A whole cluster under load and faults: what is lost, what is learnt twice, and how long nothing is fresh. */
@Command(
        name = "freshet bench faults",
        mixinStandardHelpOptions = true,
        description = {
            "Starts Kafka (three brokers), a registry, Flink (a JobManager, two TaskManagers), ingest and two serving"
                    + " instances, each a process of its own, sends events, and breaks one thing after the other.",
            "Exits with 0 if nothing was lost or doubled and nobody had to help, else with 1."
        })
public final class FaultsBench implements Callable<Integer> {
    private static final Duration FRESH_WITHIN = Duration.ofMinutes(4);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(10);
    private static final Duration SERVED_WITHIN = Duration.ofMinutes(3);
    private static final String DISK_SIZE = "384m";

    @Option(names = "--minutes", defaultValue = "30", description = "How long faults come.")
    private double minutes = 30;

    @Option(names = "--seed", defaultValue = "1", description = "Of faults and events.")
    private long seed = 1;

    @Option(names = "--rate", defaultValue = "1000", description = "Events a second.")
    private int rate = 1000;

    @Option(
            names = "--faults",
            split = ",",
            converter = FaultKinds.class,
            completionCandidates = FaultKinds.class,
            description = "Only these kinds of: ${COMPLETION-CANDIDATES}.")
    private List<FaultKind> only = List.of();

    @Option(
            names = "--restart-delay",
            defaultValue = "2",
            description = "Seconds until what has died is started again.")
    private double restartDelay = 2;

    @Option(names = "--directory", description = "For data and logs (default: bench/target/rig).")
    private @Nullable Path directory;

    @Option(names = "--report", description = "Write what came out as JSON.")
    private @Nullable Path report;

    @Parameters(arity = "0..*", paramLabel = "path=value", description = "Overrides keys of the pipeline.")
    private List<String> settings = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    private final Ledger ledger = new Ledger();
    private final Watch watch = new Watch();
    private final List<FaultRecord> faults = new ArrayList<>();
    private final Map<FaultKind, String> leftOut = new EnumMap<>(FaultKind.class);
    private long begunMs;

    public static void main(String[] args) {
        Benchmarks.exit(new FaultsBench(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = fresh();
        Path state = Files.createDirectories(home.resolve("state"));
        boolean isOwnDisk = NamespaceNetwork.isPossible()
                && Shell.succeeds("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", state.toString());
        say("starting, logs in %s", home.resolve("logs"));
        long started = System.nanoTime();
        try (Rig rig = Rig.start(options(home, state))) {
            say("ready after %.0f s", (System.nanoTime() - started) / 1e9);
            FaultReport done = run(rig, new Breaker(rig, isOwnDisk));
            if (report != null) {
                done.write(report);
            }
            done.json().forEach((key, value) -> say("%s: %s", key, value));
            return done.isClean() ? 0 : 1;
        }
    }

    private Rig.Options options(Path home, Path state) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new CommandLine.ParameterException(spec.commandLine(), setting + ": must be path=value");
            }
            overrides.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new Rig.Options(
                Benchmarks.HOME.resolve("bench/streams/faults.yaml").toAbsolutePath(),
                overrides,
                home,
                state,
                Duration.ofMillis((long) (restartDelay * 1000)));
    }

    private FaultReport run(Rig rig, Breaker breaker) throws IOException, InterruptedException {
        try (Followers followers = new Followers(rig.stream(), ledger, watch)) {
            Load load = new Load(
                    new EventSource(seed),
                    ledger,
                    rig.bootstrapServers(),
                    rig.stream().rawTopic(),
                    rate);
            try (load) {
                load.start();
                awaitFresh(watch.fault(System.currentTimeMillis()), "the first embedding");
                begunMs = System.currentTimeMillis();
                watch.begin(begunMs);
                breakThings(rig, breaker, followers);
            }
            say("no more events; draining");
            rig.awaitReady();
            return settled(rig, followers, load);
        }
    }

    private void breakThings(Rig rig, Breaker breaker, Followers followers) throws InterruptedException {
        leftOut.putAll(breaker.impossible());
        List<FaultKind> kinds = new ArrayList<>(only.isEmpty() ? Arrays.asList(FaultKind.values()) : only);
        kinds.removeAll(leftOut.keySet());
        FaultPlan plan = new FaultPlan(kinds, seed);
        long end = begunMs + (long) (minutes * 60_000);
        for (FaultPlan.Planned next = plan.next();
                System.currentTimeMillis() + next.quiet().toMillis() < end;
                next = plan.next()) {
            Thread.sleep(next.quiet().toMillis());
            faults.add(suffer(next, rig, breaker));
            followers.throwIfFailed();
        }
        Thread.sleep(Math.max(0, end - System.currentTimeMillis()));
    }

    private FaultRecord suffer(FaultPlan.Planned planned, Rig rig, Breaker breaker) throws InterruptedException {
        AtomicReference<Watch.Fault> hit = new AtomicReference<>();
        long[] at = new long[1];
        breaker.apply(planned, ms -> {
            at[0] = ms;
            hit.set(watch.fault(ms));
        });
        Watch.Fault fault = hit.get();
        boolean fresh = ((Condition) fault::isOver).await(FRESH_WITHIN);
        boolean ready = fresh && isReadyAgain(rig);
        FaultRecord record = new FaultRecord(
                planned.kind(),
                planned.shown(),
                (at[0] - begunMs) / 1000.0,
                fault.seconds(),
                fault.endWithGapSeconds(System.currentTimeMillis()),
                ready ? (System.currentTimeMillis() - at[0]) / 1000.0 : -1);
        say(
                "%6.0f s  %-40s fresh again after %5.1f s, longest gap %5.1f s, all ready after %5.1f s",
                record.atSeconds(), record.what(), record.freshSeconds(), record.gapSeconds(), record.readySeconds());
        return record;
    }

    private static boolean isReadyAgain(Rig rig) {
        try {
            rig.awaitReady();
            return true;
        } catch (IllegalStateException e) {
            say("%s", e.getMessage());
            return false;
        }
    }

    private static void awaitFresh(Watch.Fault moment, String what) {
        ((Condition) moment::isOver).require(what, FRESH_WITHIN);
    }

    private FaultReport settled(Rig rig, Followers followers, Load load) throws IOException, InterruptedException {
        boolean drained = ((Condition) () -> ledger.isSettled()
                        && followers.learnt().equalsEventsOf(ledger)
                        && followers.learnt().examples() >= followers.learnt().events())
                .await(DRAINED_WITHIN);
        say(drained ? "drained" : "not drained within %s".formatted(DRAINED_WITHIN));
        Map<String, List<String>> differences = new TreeMap<>();
        for (String url : rig.servingUrls()) {
            ((Condition) () -> followers.table().differencesOf(url).isEmpty()).await(SERVED_WITHIN);
            List<String> left = followers.table().differencesOf(url);
            left.stream().limit(10).forEach(difference -> say("  %s %s", url, difference));
            differences.put(url, left);
        }
        Map<String, Integer> restarts = new LinkedHashMap<>();
        rig.nodes().forEach(node -> restarts.put(node.name(), node.starts() - 1));
        if (load.fault() != null) {
            say("the load: %s", load.fault());
        }
        return new FaultReport(
                new FaultReport.Run(
                        seed,
                        rate,
                        (System.currentTimeMillis() - begunMs) / 1000.0,
                        restartDelay,
                        rig.network().canBeCut() ? "a namespace each" : "one address"),
                new FaultReport.Outcome(
                        ledger,
                        load.refused(),
                        followers.learnt().events(),
                        followers.learnt().digest() == ledger.digest(),
                        watch.longestGapSeconds(),
                        watch.longestBehindSeconds(),
                        followers.table().size(),
                        followers.table().rewound(),
                        differences,
                        restarts),
                List.copyOf(faults),
                leftOut);
    }

    /** The default directory is emptied; one that somebody names must be empty, or not there. */
    private Path fresh() throws IOException {
        Path named = directory == null ? null : directory.toAbsolutePath().normalize();
        if (named == null) {
            Path ours = Benchmarks.HOME.resolve("bench/target/rig").toAbsolutePath();
            Shell.run("rm", "-rf", ours.toString());
            return Files.createDirectories(ours);
        }
        Files.createDirectories(named);
        try (Stream<Path> there = Files.list(named)) {
            if (there.findAny().isPresent()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--directory: must be an empty folder, got " + named);
            }
        }
        return named;
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(format + "%n", arguments);
    }

    /** Kinds of faults as they are written on the command line. */
    static final class FaultKinds implements CommandLine.ITypeConverter<FaultKind>, Iterable<String> {
        @Override
        public FaultKind convert(String label) {
            try {
                return FaultKind.of(label);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(
                        "must be one of " + String.join(", ", this) + ", got " + label);
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(FaultKind.values()).map(FaultKind::label).iterator();
        }
    }
}
