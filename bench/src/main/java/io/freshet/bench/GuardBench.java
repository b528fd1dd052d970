package io.freshet.bench;

import io.freshet.cli.recorded.FileBatches;
import io.freshet.config.YamlFile;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the guard adds to a step: two learners take the same batches in turns, one with it and one without, and the
 * processor time of their thread is compared.
 *
 * <p>{@code GuardBench PIPELINE FILE EVENTS [path=value ...]}
 */
public final class GuardBench {
    private static final int WARM_UP = 100; // steps
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final OnlineLearner guarded;
    private final OnlineLearner bare;
    private final List<Double> ratios = new ArrayList<>();
    private long guardedNanos;
    private long bareNanos;
    private int steps;

    private GuardBench(OnlineLearner guarded, OnlineLearner bare) {
        this.guarded = guarded;
        this.bare = bare;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            System.err.println("usage: GuardBench PIPELINE FILE EVENTS [path=value ...]");
            System.exit(2);
        }
        FileBatches batches = batches(args, true);
        FileBatches without = batches(args, false);
        try (OnlineLearner guarded = new OnlineLearner(batches.config(), batches.layout());
                OnlineLearner bare = new OnlineLearner(without.config(), without.layout())) {
            GuardBench bench = new GuardBench(guarded, bare);
            batches.read(Path.of(args[1]), Integer.parseInt(args[2]), bench::take);
            bench.report();
        }
    }

    private static FileBatches batches(String[] args, boolean guard) throws IOException {
        Map<String, String> overrides = overrides(args);
        overrides.put("learner.guard.enabled", Boolean.toString(guard));
        return new FileBatches(YamlFile.read(Path.of(args[0]), overrides));
    }

    /** {@code path=value} from the fourth argument on. */
    private static Map<String, String> overrides(String[] args) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 3; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            overrides.put(pair[0], pair[1]);
        }
        return overrides;
    }

    private void take(List<Example> batch) {
        long with;
        long without;
        if (steps++ % 2 == 0) { // whoever is second finds the batch in the caches
            with = nanos(guarded, batch);
            without = nanos(bare, batch);
        } else {
            without = nanos(bare, batch);
            with = nanos(guarded, batch);
        }
        if (steps > WARM_UP) {
            guardedNanos += with;
            bareNanos += without;
            ratios.add((double) with / without);
        }
    }

    private static long nanos(OnlineLearner learner, List<Example> batch) {
        long begun = THREADS.getCurrentThreadCpuTime();
        learner.learn(batch);
        return THREADS.getCurrentThreadCpuTime() - begun;
    }

    private void report() {
        ratios.sort(null);
        int count = ratios.size();
        System.out.printf(
                Locale.ROOT,
                "%,d steps of %.2f ms: with the guard a step takes %.4f times as long in the median (%.4f to %.4f in"
                        + " the middle half), %.4f times on average%n",
                count,
                bareNanos / 1e6 / count,
                ratios.get(count / 2),
                ratios.get(count / 4),
                ratios.get(count * 3 / 4),
                (double) guardedNanos / bareNanos);
    }
}
