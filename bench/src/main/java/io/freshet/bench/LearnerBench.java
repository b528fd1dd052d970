package io.freshet.bench;

import io.freshet.cli.recorded.FileBatches;
import io.freshet.learner.evaluate.Floors;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Ids;
import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The bare learner on a file: its speed is the ceiling of the whole line's, and its scores are the line's. */
@Command(
        name = "freshet bench learner",
        mixinStandardHelpOptions = true,
        description = "Takes the bare learner once over a file of events; says its speed and its scores.")
public final class LearnerBench implements Callable<Integer> {
    private static final int REPORT_EVERY = 20_000;
    private static final Map<String, String> COLD_START = new LinkedHashMap<>();

    static {
        COLD_START.put("embeddings alone", "item");
        COLD_START.put("with the memory", "item-with-memory");
        COLD_START.put("the memory alone", "item-memory-alone");
    }

    @Mixin
    private RecordedStream stream = new RecordedStream();

    @Option(names = "--floors", description = "Scores the floors beside it.")
    private boolean withFloors;

    @Option(names = "--share", description = "Of the batches, how many are trained on; the others are embedded.")
    private double share = 1;

    private double due;
    private long startedNanos;
    private int events;

    public static void main(String[] args) {
        Benchmarks.exit(new LearnerBench(), args);
    }

    @Override
    public Integer call() throws IOException {
        FileBatches batches = stream.batches(Map.of());
        Device device = Device.parse(batches.config().device());
        try {
            NativeEngine.require(device);
        } catch (IllegalStateException e) {
            System.err.println("freshet bench learner: " + e.getMessage());
            return 2;
        }
        if (device.isCpu()) {
            run(batches);
            return 0;
        }
        try (GpuBusy busy = new GpuBusy(device.index())) {
            run(batches);
            System.out.printf("GPU busy %.2f of the time%n", busy.share());
        }
        return 0;
    }

    private void run(FileBatches batches) throws IOException {
        Floors floors = withFloors ? new Floors(Floors.Config.of(batches.itemsComeAgain())) : null;
        try (OnlineLearner learner = new OnlineLearner(batches.config(), batches.layout())) {
            stream.read(batches, batch -> take(batch, learner, floors));
            report(learner);
            sayColdStart(learner.figures());
        }
        if (floors != null) {
            floors.figures().forEach((name, value) -> System.out.printf("  %-40s %.4f%n", name, value));
        }
    }

    private void take(List<Example> batch, OnlineLearner learner, @Nullable Floors floors) {
        startedNanos = events == 0 ? System.nanoTime() : startedNanos; // the file has been read by then
        due += share;
        if (due >= 1) {
            due--;
            learner.learn(batch);
        } else {
            learner.embed(batch);
        }
        if (floors != null) {
            batch.forEach(example ->
                    floors.observe(Ids.of("", example.entity()), example.event().item()));
        }
        int before = events;
        events += batch.size();
        if (events / REPORT_EVERY > before / REPORT_EVERY) {
            report(learner);
        }
    }

    private void report(OnlineLearner learner) {
        Map<String, Double> figures = learner.figures();
        System.out.printf("%,d events, %,.0f a second", events, events / ((System.nanoTime() - startedNanos) / 1e9));
        List.of("prequential", "prequential-with-memory").forEach(scores -> say(scores, figures));
        System.out.println();
    }

    private static void sayColdStart(Map<String, Double> figures) {
        COLD_START.forEach((who, group) -> {
            String cold = "age." + group + ".cold.";
            if (figures.containsKey(cold + "hr10")) {
                System.out.printf(
                        "  items in their first 10 events, %s: HR@10 %.4f, NDCG@10 %.4f of %,.0f%n",
                        who, figures.get(cold + "hr10"), figures.get(cold + "ndcg10"), figures.get(cold + "scored"));
            }
        });
    }

    private static void say(String scores, Map<String, Double> figures) {
        if (figures.containsKey(scores + ".hr10")) {
            System.out.printf(
                    "; %s HR@10 %.4f, NDCG@10 %.4f, over the last 20,000 %.4f and %.4f",
                    scores,
                    figures.get(scores + ".hr10"),
                    figures.get(scores + ".ndcg10"),
                    figures.get(scores + ".last20k.hr10"),
                    figures.get(scores + ".last20k.ndcg10"));
        }
    }
}
