package io.freshet.bench;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.view.Views;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Augmented pairs formed a second by one core, from a history with an item, a category, words and a price an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ViewsBenchmark {
    private static final String PIPELINE = """
            name: bench
            format: { type: json }
            fields:
              user: { type: categorical }
              item: { type: categorical }
              country: { type: categorical }
              words: { type: text }
              price: { type: numeric }
            event: { entity: user, item: item }
            """;

    /** Events of the history. */
    @Param({"10", "50"})
    public int length;

    private final Section root = YamlFile.parse(PIPELINE, "bench", Map.of());
    private final FeatureLayout layout = FeatureLayout.of(StreamConfig.read(root));
    private final Views views = Views.read(root.section("views"), layout);
    private final SplittableRandom random = new SplittableRandom(1);
    private List<EventFeatures> history = List.of();

    @Setup
    public void setUp() {
        List<EventFeatures> events = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            long[] ids = random.longs(layout.ids()).toArray();
            events.add(new EventFeatures(random.nextLong(), i, ids, new float[layout.numbers()]));
        }
        history = List.copyOf(events);
    }

    @Benchmark
    public Views.Pair pair() {
        return views.pair(history, history, random);
    }
}
