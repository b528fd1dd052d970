package io.freshet.bench;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Ids;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whether a step costs more where the table is larger, and what memory a row takes. Steps on a large table and on one of
 * ten thousand rows take turns, so that what else the machine does falls on both. Items come as in most
 * catalogues, the n-th most frequent with a probability of 1/n, and evenly, which is the worst for a cache.
 *
 * <p>{@code TableBench WIDTH ROWS...}
 */
public final class TableBench {
    private static final int SMALL = 10_000;
    private static final int WARM = 100;
    private static final int STEPS = 400;
    private static final int BATCH = 32;
    private static final int LENGTH = 16;
    private static final String PIPELINE = """
            name: table
            format: { type: json }
            fields:
              user: { type: categorical, learn: false }
              item: { type: categorical }
            event: { entity: user, item: item, items-come-again: true }
            learner:
              encoder: { dimensions: %d }
              history: { length: %d }
              batch: { size: %d }
              table: { items: %d, values: 1000 }
              evaluate: { max-items: 0 }
            """;

    private final int width;

    private TableBench(int width) {
        this.width = width;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: TableBench WIDTH ROWS...");
            System.exit(2);
        }
        TableBench bench = new TableBench(Integer.parseInt(args[0]));
        for (int i = 1; i < args.length; i++) {
            bench.measure(Integer.parseInt(args[i].replace("_", "")));
        }
    }

    private void measure(int rows) throws IOException {
        try (Table small = new Table(SMALL)) {
            small.steps(Draw.SKEWED, WARM);
            long learner = bytesOfALearner();
            long before = usedBytes();
            try (Table large = new Table(rows)) {
                large.steps(Draw.SKEWED, WARM);
                long taken = usedBytes() - before - learner;
                double sum = bytesOfARow(rows) * rows;
                System.out.printf(
                        "%,d rows of %d: %,.0f MB, by the sum %,.0f (x %.3f)%n",
                        rows, width, taken / 1e6, sum / 1e6, taken / sum);
                for (Draw draw : Draw.values()) {
                    compare(small, large, draw);
                }
            }
        }
    }

    private static void compare(Table small, Table large, Draw draw) {
        small.steps(draw, WARM);
        large.steps(draw, WARM);
        List<double[]> ofSmall = new ArrayList<>();
        List<double[]> ofLarge = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            ofSmall.add(small.timed(draw));
            ofLarge.add(large.timed(draw));
        }
        for (int clock = 0; clock < 2; clock++) {
            System.out.printf(
                    "    items drawn %s, %s: %.3f ms, with 10,000 rows %.3f (x %.3f)%n",
                    draw.name().toLowerCase(Locale.ROOT),
                    clock == 0 ? "processor" : "wall",
                    median(ofLarge, clock),
                    median(ofSmall, clock),
                    median(ofLarge, clock) / median(ofSmall, clock));
        }
    }

    /**
     * Rows, sums and momentum copy; then value, slot, recency, popularity, the copy's clock, and what has changed; then the
     * memory's four popularities, visits, tenancy and the reference of what came beside.
     */
    private double bytesOfARow(int rows) {
        double device = 3.0 * width * Float.BYTES + 2 * Float.BYTES + 2 * Float.BYTES;
        long slots = 2048;
        while (4L * (rows + 1) > 3 * slots) {
            slots *= 2;
        }
        double host =
                Long.BYTES + (double) Integer.BYTES * slots / rows + 16 + Double.BYTES + 2 * Integer.BYTES + 5 / 8.0;
        double memory = 4.0 * Double.BYTES + Float.BYTES + 2 * Integer.BYTES + 1 / 8.0;
        return device + host + memory;
    }

    private static double median(List<double[]> times, int which) {
        double[] all = times.stream().mapToDouble(time -> time[which]).sorted().toArray();
        return all[all.length / 2];
    }

    /** What one takes beside its rows. */
    private long bytesOfALearner() throws IOException {
        long before = usedBytes();
        try (Table table = new Table(SMALL)) {
            table.steps(Draw.SKEWED, WARM);
            return usedBytes() - before - (long) (SMALL * bytesOfARow(SMALL));
        }
    }

    /** Resident memory, but of Java's heap, which is touched from the start, only what is in use. */
    private static long usedBytes() throws IOException {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return ResidentMemory.bytes() - heap.getCommitted() + heap.getUsed();
    }

    /** How items come. */
    private enum Draw {
        SKEWED {
            @Override
            int item(SplittableRandom random, int rows) {
                return (int) Math.pow(rows, random.nextDouble()) - 1;
            }
        },
        EVENLY {
            @Override
            int item(SplittableRandom random, int rows) {
                return random.nextInt(rows);
            }
        };

        abstract int item(SplittableRandom random, int rows);
    }

    /** A learner with a full table, and events of its items. */
    private final class Table implements AutoCloseable {
        private final int rows;
        private final OnlineLearner learner;
        private final SplittableRandom random = new SplittableRandom(1);

        Table(int rows) {
            this.rows = rows;
            Section root = YamlFile.parse(PIPELINE.formatted(width, LENGTH, BATCH, rows + 2), "table.yaml", Map.of());
            StreamConfig stream = StreamConfig.read(root);
            learner = new OnlineLearner(LearnerConfig.read(root.section("learner"), stream), FeatureLayout.of(stream));
            for (int first = 0; first < rows; first += 1_000_000) {
                int from = first;
                long[] ids = new long[Math.min(1_000_000, rows - first)];
                Arrays.setAll(ids, i -> id(from + i));
                learner.admit(ids);
            }
        }

        private static long id(int item) {
            return item * 0x9E3779B97F4A7C15L + Ids.MASK + 1;
        }

        void steps(Draw draw, int count) {
            for (int i = 0; i < count; i++) {
                learner.learn(batch(draw));
            }
        }

        /** Milliseconds of this thread's processor and of the clock. */
        double[] timed(Draw draw) {
            List<Example> batch = batch(draw);
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            learner.learn(batch);
            return new double[] {
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6,
                (System.nanoTime() - wall) / 1e6
            };
        }

        private List<Example> batch(Draw draw) {
            List<Example> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                List<EventFeatures> history = new ArrayList<>();
                for (int j = 0; j < LENGTH; j++) {
                    history.add(event(j, draw));
                }
                batch.add(new Example("u" + i, "item", history, event(LENGTH, draw), new long[0], 0));
            }
            return batch;
        }

        private EventFeatures event(int place, Draw draw) {
            long id = id(draw.item(random, rows));
            return new EventFeatures(id, place * 60_000L, new long[] {}, new float[] {});
        }

        @Override
        public void close() {
            learner.close();
        }
    }
}
