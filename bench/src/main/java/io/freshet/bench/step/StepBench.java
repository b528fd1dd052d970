package io.freshet.bench.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Compares the learner's step with the same step in eager PyTorch: same weights and inputs, as many threads, in turns, so
 * that whatever else the machine does falls on both.
 */
@Command(
        name = "freshet bench step",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the train step with the same step in eager PyTorch.",
            "FRESHET_PYTHON names a Python that has torch and numpy (default: python3)."
        })
public final class StepBench implements Callable<Integer> {
    private static final double TOLERANCE = 1e-5;
    private static final int WARM_UP = 3;
    private static final int TURN = 5;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures there, as JSON.")
    private @Nullable File report;

    @Option(names = "--steps", defaultValue = "100", description = "Steps of each side (default: 100).")
    private int steps;

    @Option(names = "--threads", defaultValue = "1", description = "Threads of each side (default: 1).")
    private int threads;

    @Option(names = "--sizes", split = ",", description = "Which of base, small and large (default: all).")
    private List<String> sizes = List.of("base", "small", "large");

    private final Path script = Path.of(System.getProperty("freshet.home", "."), "bench", "pytorch", "step.py");

    public static void main(String[] args) {
        System.exit(new CommandLine(new StepBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        NativeEngine.useThreads(threads);
        Map<String, Object> all = new LinkedHashMap<>();
        for (StepSize size : StepSize.ALL) {
            if (sizes.contains(size.name())) {
                all.put(size.name(), compare(size));
            }
        }
        if (report != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report, all);
            System.out.println("Report   " + report);
        }
        return 0;
    }

    private Map<String, Object> compare(StepSize size) throws IOException {
        StepModel model = new StepModel(size);
        StepData data = StepData.draw(size, model.layout(), 1);
        Path directory = Files.createTempDirectory("freshet-step");
        try {
            data.write(directory);
            try (FreshetStep freshet = new FreshetStep(model, data, Device.cpu());
                    EagerStep eager = new EagerStep(script, directory, threads, false, Map.of());
                    EagerStep kept = new EagerStep(script, directory, threads, false, EagerStep.SAME_ALLOCATOR);
                    EagerStep newest = new EagerStep(script, directory, threads, true, EagerStep.SAME_ALLOCATOR)) {
                System.out.printf(
                        "%s: batch %d, length %d, width %d, %d layers, queue %,d; %d thread(s); libtorch %s, PyTorch %s%n",
                        size.name(),
                        size.batch(),
                        size.length(),
                        size.width(),
                        size.layers(),
                        size.queue(),
                        threads,
                        NativeEngine.version(),
                        eager.version());
                requireEqual(freshet.gradients(), eager.gradients());
                requireEqual(freshet.gradients(), newest.gradients());
                return timed(freshet, eager, kept, newest);
            }
        } finally {
            delete(directory);
        }
    }

    private Map<String, Object> timed(FreshetStep freshet, EagerStep eager, EagerStep kept, EagerStep newest) {
        StepTimes ours = StepTimes.none();
        StepTimes theirs = StepTimes.none();
        StepTimes same = StepTimes.none();
        StepTimes cut = StepTimes.none();
        try (ProgressBar bar = bar()) {
            freshet.take(WARM_UP);
            Stream.of(eager, kept, newest).forEach(side -> side.take(WARM_UP));
            for (int taken = 0; taken < steps; taken += TURN) {
                ours = ours.with(freshet.take(TURN));
                theirs = theirs.with(eager.take(TURN));
                same = same.with(kept.take(TURN));
                cut = cut.with(newest.take(TURN));
                bar.stepTo(Math.min(steps, taken + TURN));
            }
        }
        requireClose("the loss after all steps", ours.lastLoss(), theirs.lastLoss(), 1e-2);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("cpu_ratio", ours.medianCpu() / theirs.medianCpu());
        figures.put("wall_ratio", ours.medianWall() / theirs.medianWall());
        figures.put("cpu_ratio_same_allocator", ours.medianCpu() / same.medianCpu());
        figures.put("cpu_ratio_same_allocator_newest_only", ours.medianCpu() / cut.medianCpu());
        figures.put("cpu_ms", ours.medianCpu());
        figures.put("wall_ms", ours.medianWall());
        figures.put("eager_cpu_ms", theirs.medianCpu());
        figures.put("eager_wall_ms", theirs.medianWall());
        figures.put("eager_same_allocator_cpu_ms", same.medianCpu());
        figures.put("eager_same_allocator_newest_only_cpu_ms", cut.medianCpu());
        figures.put("loss", ours.lastLoss());
        figures.put("eager_loss", theirs.lastLoss());
        figures.forEach((name, value) -> System.out.printf("  %-42s %.4f%n", name, value));
        return figures;
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
