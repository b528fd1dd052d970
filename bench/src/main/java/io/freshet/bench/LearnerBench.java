package io.freshet.bench;

import io.freshet.config.YamlFile;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bare learner on a CSV file. It scores as the whole line does, and its speed is the ceiling of the line's.
 *
 * <p>{@code LearnerBench PIPELINE FILE EVENTS [path=value ...]}
 */
public final class LearnerBench {
    private static final int REPORT_EVERY = 20_000;

    private final OnlineLearner learner;
    private final long startedNanos = System.nanoTime();
    private int events;

    private LearnerBench(OnlineLearner learner) {
        this.learner = learner;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            System.err.println("usage: LearnerBench PIPELINE FILE EVENTS [path=value ...]");
            System.exit(2);
        }
        FileBatches batches = new FileBatches(YamlFile.read(Path.of(args[0]), overrides(args)));
        Device device = Device.parse(batches.config().device());
        try {
            NativeEngine.require(device);
        } catch (IllegalStateException e) {
            System.err.println("freshet bench learner: " + e.getMessage());
            System.exit(2);
        }
        try (OnlineLearner learner = new OnlineLearner(batches.config(), batches.layout())) {
            if (device.isCpu()) {
                run(learner, batches, args);
                return;
            }
            try (GpuBusy busy = new GpuBusy(device.index())) {
                run(learner, batches, args);
                System.out.printf("GPU busy %.2f of the time%n", busy.share());
            }
        }
    }

    private static void run(OnlineLearner learner, FileBatches batches, String[] args) throws IOException {
        LearnerBench bench = new LearnerBench(learner);
        batches.read(Path.of(args[1]), Integer.parseInt(args[2]), bench::take);
        bench.report();
    }

    /** {@code path=value} from the fourth argument on. */
    static Map<String, String> overrides(String[] args) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 3; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            overrides.put(pair[0], pair[1]);
        }
        return overrides;
    }

    private void take(List<Example> batch) {
        learner.learn(batch);
        int before = events;
        events += batch.size();
        if (events / REPORT_EVERY > before / REPORT_EVERY) {
            report();
        }
    }

    private void report() {
        Map<String, Double> figures = learner.figures();
        System.out.printf(
                "%,d events, %,.0f a second, HR@10 %.4f, NDCG@10 %.4f, over the last 20,000 %.4f and %.4f%n",
                events,
                events / ((System.nanoTime() - startedNanos) / 1e9),
                figures.get("prequential.hr10"),
                figures.get("prequential.ndcg10"),
                figures.get("prequential.last20k.hr10"),
                figures.get("prequential.last20k.ndcg10"));
    }
}
