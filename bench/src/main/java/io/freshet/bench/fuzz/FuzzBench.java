package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import io.freshet.bench.Benchmarks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Fuzzes each door in a process of its own, guided by coverage (Jazzer on libFuzzer): an exception, an answer that does
 * not come, or memory beyond the limit ends it, and leaves the input behind.
 */
public final class FuzzBench implements Callable<Integer> {
    private static final String HEAP = "-Xmx1g";
    private static final int MOST_RESIDENT_MB = 2_500;
    private static final int PATIENCE_S = 30;
    private static final int LONGEST_INPUT = 2_048;
    private static final int BEGINNINGS = 200;
    private static final Pattern PULSE = Pattern.compile("#(\\d+)\\s.*\\brss: (\\d+)Mb.*");

    private static final Map<String, Class<?>> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put("http", HttpFuzz.class);
        TARGETS.put("raw-topic", RawTopicFuzz.class);
        TARGETS.put("messages", MessageFuzz.class);
        TARGETS.put("pipeline-files", PipelineFuzz.class);
        TARGETS.put("registry", RegistryFuzz.class);
        TARGETS.put("snapshots", SnapshotFuzz.class);
    }

    @Parameters(
            paramLabel = "TARGET",
            arity = "0..*",
            description = "Of http, raw-topic, messages, ... (default: all).")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--runs", description = "Inputs for each target (default: ${DEFAULT-VALUE}).")
    private long runs = 100_000;

    @Option(names = "--seed", description = "What the inputs follow from (default: ${DEFAULT-VALUE}).")
    private int seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "For logs and inputs that fail (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target/fuzz");

    public static void main(String[] args) {
        Benchmarks.exit(new FuzzBench(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> chosen = targets.isEmpty() ? List.copyOf(TARGETS.keySet()) : targets;
        for (String target : chosen) {
            if (!TARGETS.containsKey(target)) {
                System.err.println("no target '" + target + "'; there are " + String.join(", ", TARGETS.keySet()));
                return 2;
            }
        }
        Files.createDirectories(out);
        System.out.printf("%,d inputs each, seed %d%n", runs, seed);
        boolean sound = true;
        for (String target : chosen) {
            sound &= fuzz(target);
        }
        return sound ? 0 : 1;
    }

    private boolean fuzz(String target) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Path log = out.resolve(target + ".log");
        Process process =
                new ProcessBuilder(command(target)).redirectErrorStream(true).start();
        Course course = new Course();
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var copy = Files.newBufferedWriter(log)) {
            lines.lines().forEach(line -> {
                course.see(line);
                write(copy, line);
            });
        }
        int exit = process.waitFor();
        System.out.printf(
                "%-15s %,9d inputs in %,4.0f s, resident %,d MB at a tenth, %,d MB at the end: %s%n",
                target,
                course.inputs,
                (System.nanoTime() - started) / 1e9,
                course.early,
                course.late,
                exit == 0 ? "nothing found" : "FOUND SOMETHING, see " + log);
        return exit == 0;
    }

    private static void write(java.io.Writer copy, String line) {
        try {
            copy.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String target) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                HEAP,
                "-XX:+UseSerialGC",
                "-Dfreshet.home=" + Benchmarks.HOME,
                "-cp",
                System.getProperty("java.class.path")));
        command.add(Jazzer.class.getName());
        command.add("--target_class=" + TARGETS.get(target).getName());
        command.addAll(List.of("--instrumentation_includes=io.freshet.**", "--custom_hook_includes=io.freshet.**"));
        // what it takes for an attack is the work of these programs: they connect, and read files by name
        command.add("--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery"
                + ":com.code_intelligence.jazzer.sanitizers.FilePathTraversal");
        command.add("--reproducer_path=" + out);
        command.add("-artifact_prefix=" + out.resolve(target) + "-");
        command.addAll(List.of("-runs=" + runs, "-seed=" + seed, "-len_control=0", "-max_len=" + LONGEST_INPUT));
        command.addAll(List.of("-timeout=" + PATIENCE_S, "-rss_limit_mb=" + MOST_RESIDENT_MB));
        command.add(beginnings(out.resolve(target + "-corpus")).toString());
        return command;
    }

    /** Long inputs to begin with: from none the fuzzer finds its way to short ones first, which choose nothing. */
    private Path beginnings(Path corpus) throws IOException {
        Files.createDirectories(corpus);
        Random random = new Random(seed);
        for (int i = 0; i < BEGINNINGS; i++) {
            byte[] bytes = new byte[LONGEST_INPUT / 2];
            random.nextBytes(bytes);
            Files.write(corpus.resolve("begin-%03d".formatted(i)), bytes);
        }
        return corpus;
    }

    /** What the fuzzer says of itself as it goes. */
    private final class Course {
        private long inputs;
        private long early;
        private long late;

        void see(String line) {
            Matcher pulse = PULSE.matcher(line);
            if (pulse.matches()) {
                inputs = Long.parseLong(pulse.group(1));
                late = Long.parseLong(pulse.group(2));
                early = early == 0 || inputs <= runs / 10 ? late : early;
            }
        }
    }
}
