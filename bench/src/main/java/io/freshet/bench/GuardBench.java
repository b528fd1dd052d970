package io.freshet.bench;

import io.freshet.cli.recorded.FileBatches;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * What the guard adds to a step: two learners take the same batches in turns, one with it and one without, and the
 * processor time of their thread is compared.
 */
@Command(
        name = "freshet bench guard",
        mixinStandardHelpOptions = true,
        description = "Takes learners with the guard and without over a file of events; says what it adds to a step.")
public final class GuardBench implements Callable<Integer> {
    private static final int WARM_UP = 100; // steps
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Mixin
    private RecordedStream stream = new RecordedStream();

    private final List<Double> ratios = new ArrayList<>();
    private long guardedNanos;
    private long bareNanos;
    private int steps;

    public static void main(String[] args) {
        Benchmarks.exit(new GuardBench(), args);
    }

    @Override
    public Integer call() throws IOException {
        FileBatches with = batches(true);
        FileBatches without = batches(false);
        try (OnlineLearner guarded = new OnlineLearner(with.config(), with.layout());
                OnlineLearner bare = new OnlineLearner(without.config(), without.layout())) {
            stream.read(with, batch -> take(batch, guarded, bare));
        }
        report();
        return 0;
    }

    private FileBatches batches(boolean guard) {
        return stream.batches(Map.of("learner.guard.enabled", Boolean.toString(guard)));
    }

    private void take(List<Example> batch, OnlineLearner guarded, OnlineLearner bare) {
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
