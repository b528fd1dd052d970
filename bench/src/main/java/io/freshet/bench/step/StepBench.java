package io.freshet.bench.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.bench.GpuBusy;
import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the learner's step with the same step in PyTorch, eager or compiled: same weights and inputs, as many threads, in turns, so
 * that whatever else the machine does falls on both.
 */
@Command(
        name = "freshet bench step",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the train step with the same step in PyTorch.",
            "FRESHET_PYTHON names a Python that has torch and numpy (default: python3)."
        })
public final class StepBench implements Callable<Integer> {
    private static final double TOLERANCE = 1e-5;
    private static final int WARM_UP = 3;
    private static final int TURN = 5;
    private static final String EAGER = "eager";

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures there, as JSON.")
    private @Nullable File report;

    @Option(names = "--steps", defaultValue = "100", description = "Steps of each side (default: 100).")
    private int steps;

    @Option(names = "--threads", defaultValue = "1", description = "Threads of each side (default: 1).")
    private int threads;

    @Option(names = "--sizes", split = ",", description = "Which of base, small and large (default: all).")
    private List<String> sizes = List.of("base", "small", "large");

    @Option(names = "--device", defaultValue = "cpu", description = "cpu, gpu or gpu:N, for both (default: cpu).")
    private String device = "cpu";

    @Option(names = "--compiled", description = "Against torch.compile too; on a GPU always.")
    private boolean compiled;

    private final Path script = Path.of(System.getProperty("freshet.home", "."), "bench", "pytorch", "step.py");

    public static void main(String[] args) {
        System.exit(new CommandLine(new StepBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        NativeEngine.useThreads(threads);
        Device where = Device.parse(device);
        try {
            NativeEngine.require(where);
        } catch (IllegalStateException e) {
            System.err.println("freshet bench step: " + e.getMessage());
            return 2;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (StepSize size : StepSize.ALL) {
            if (sizes.contains(size.name())) {
                all.put(size.name(), compare(size, where));
            }
        }
        if (report != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report, all);
            System.out.println("Report   " + report);
        }
        return 0;
    }

    private Map<String, Object> compare(StepSize size, Device where) throws IOException {
        StepModel model = new StepModel(size);
        StepData data = StepData.draw(size, model.layout(), 1);
        Path directory = Files.createTempDirectory("freshet-step");
        Map<String, EagerStep> sides = new LinkedHashMap<>();
        try (FreshetStep freshet = new FreshetStep(model, data, where)) {
            data.write(directory);
            EagerStep.Setting setting = new EagerStep.Setting(script, directory, threads, where);
            for (Side side : sides(where)) {
                sides.put(side.name(), new EagerStep(setting, side.options(), side.environment()));
            }
            System.out.printf(
                    "%s: batch %d, length %d, width %d, %d layers, queue %,d; %s, %d thread(s); libtorch %s, PyTorch %s%n",
                    size.name(),
                    size.batch(),
                    size.length(),
                    size.width(),
                    size.layers(),
                    size.queue(),
                    where,
                    threads,
                    NativeEngine.version(),
                    Objects.requireNonNull(sides.get(EAGER)).version());
            FreshetStep.Gradients ours = freshet.gradients();
            sides.values().forEach(side -> requireEqual(ours, side.gradients()));
            Map<String, Object> figures = timed(freshet, sides);
            if (!where.isCpu()) {
                busy(freshet, sides, where, figures);
            }
            figures.forEach((name, value) -> System.out.printf("  %-42s %.4f%n", name, value));
            return figures;
        } finally {
            sides.values().forEach(EagerStep::close);
            delete(directory);
        }
    }

    /** One of those that Freshet is compared with. */
    private record Side(String name, List<String> options, Map<String, String> environment) {}

    private List<Side> sides(Device where) {
        List<Side> sides = new ArrayList<>(List.of(new Side(EAGER, List.of(), Map.of())));
        if (where.isCpu()) {
            sides.add(new Side("eager_same_allocator", List.of(), EagerStep.SAME_ALLOCATOR));
            sides.add(new Side("eager_same_allocator_newest_only", List.of("--newest-only"), EagerStep.SAME_ALLOCATOR));
        } else {
            sides.add(new Side("eager_newest_only", List.of("--newest-only"), Map.of()));
        }
        if (compiled || !where.isCpu()) {
            sides.add(new Side("compiled", List.of("--compiled"), Map.of()));
            sides.add(new Side("compiled_newest_only", List.of("--compiled", "--newest-only"), Map.of()));
        }
        return sides;
    }

    private Map<String, Object> timed(FreshetStep freshet, Map<String, EagerStep> sides) {
        StepTimes ours = StepTimes.none();
        Map<String, StepTimes> theirs = new LinkedHashMap<>();
        try (ProgressBar bar = bar()) {
            freshet.take(WARM_UP);
            sides.forEach((name, side) -> {
                side.take(WARM_UP);
                theirs.put(name, StepTimes.none());
            });
            for (int taken = 0; taken < steps; taken += TURN) {
                ours = ours.with(freshet.take(TURN));
                theirs.replaceAll((name, times) ->
                        times.with(Objects.requireNonNull(sides.get(name)).take(TURN)));
                bar.stepTo(Math.min(steps, taken + TURN));
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("cpu_ms", ours.medianCpu());
        figures.put("wall_ms", ours.medianWall());
        figures.put("loss", ours.lastLoss());
        for (Map.Entry<String, StepTimes> side : theirs.entrySet()) {
            StepTimes times = side.getValue();
            requireClose("the loss after all steps", ours.lastLoss(), times.lastLoss(), 1e-2);
            String suffix = side.getKey().replaceFirst("^eager", "");
            String ending = suffix.isEmpty() || suffix.startsWith("_") ? suffix : "_" + suffix;
            figures.put("cpu_ratio" + ending, ours.medianCpu() / times.medianCpu());
            figures.put("wall_ratio" + ending, ours.medianWall() / times.medianWall());
            figures.put(side.getKey() + "_cpu_ms", times.medianCpu());
            figures.put(side.getKey() + "_wall_ms", times.medianWall());
            figures.put(side.getKey() + "_loss", times.lastLoss());
        }
        return figures;
    }

    /** The share of a side's time in which the GPU runs a kernel, each side alone. */
    private static void busy(
            FreshetStep freshet, Map<String, EagerStep> sides, Device where, Map<String, Object> figures) {
        figures.put("gpu_busy", GpuBusy.during(where.index(), () -> freshet.take(TURN)));
        sides.forEach(
                (name, side) -> figures.put(name + "_gpu_busy", GpuBusy.during(where.index(), () -> side.take(TURN))));
    }

    // on standard error, so that the figures on standard output stay alone
    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName("  steps of each")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .build();
    }

    private static void requireEqual(FreshetStep.Gradients ours, FreshetStep.Gradients theirs) {
        requireClose("loss", ours.loss(), theirs.loss(), TOLERANCE);
        requireClose("gradient", ours.dense(), theirs.dense());
        requireClose("row gradient", ours.rows(), theirs.rows());
    }

    private static void requireClose(String what, float[] ours, float[] theirs) {
        if (ours.length != theirs.length) {
            throw new IllegalStateException(what + ": " + ours.length + " numbers here, " + theirs.length + " there");
        }
        for (int i = 0; i < ours.length; i++) {
            requireClose(what + " at " + i, ours[i], theirs[i], TOLERANCE);
        }
    }

    private static void requireClose(String what, double ours, double theirs, double tolerance) {
        if (!(Math.abs(ours - theirs) <= tolerance * (1 + Math.abs(theirs)))) {
            throw new IllegalStateException(what + " is " + ours + " here, " + theirs + " in PyTorch");
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
