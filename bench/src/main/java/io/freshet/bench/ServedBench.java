package io.freshet.bench;

import static io.freshet.schemas.message.EmbeddingRecord.ITEM;

import io.freshet.cli.recorded.FileBatches;
import io.freshet.learner.evaluate.PrequentialScores;
import io.freshet.learner.evaluate.Ranking;
import io.freshet.learner.training.EmbeddedVector;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Embeddings.Found;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * What a recommendation backend gets: each event is looked for among the first ten that serving recommends before the
 * learner has it, from published records alone, and beside it the learner's own scores. With {@code learner.batch.size=1}
 * nothing that is published is older than the event before, as in a stream with time between its events.
 */
@Command(
        name = "freshet bench served",
        mixinStandardHelpOptions = true,
        description = "Scores what serving recommends beside what the learner ranks, over a file of events.")
public final class ServedBench implements Callable<Integer> {
    private static final int K = PrequentialScores.K;
    private static final String SPACE = "one";

    @Mixin
    private RecordedStream stream = new RecordedStream();

    private final Embeddings served = Embeddings.exact();
    private final Map<String, Set<String>> had = new HashMap<>();
    private final Score alone = new Score("served by the embeddings alone");
    private final Score together = new Score("served with the memory");

    public static void main(String[] args) {
        Benchmarks.exit(new ServedBench(), args);
    }

    /** Of rankings that end at the tenth place. */
    private static final class Score {
        private final String name;
        private int events;
        private double hits;
        private double gain;
        private long nanos;

        Score(String name) {
            this.name = name;
        }

        void add(@Nullable Found found, String item, long begunNanos) {
            nanos += System.nanoTime() - begunNanos;
            events++;
            for (int place = 0; found != null && place < found.hits().size(); place++) {
                if (found.hits().get(place).id().equals(item)) {
                    hits++;
                    gain += Ranking.discountedGain(place + 1, K);
                }
            }
        }

        void report() {
            System.out.printf(
                    "%s: HR@10 %.4f, NDCG@10 %.4f of %,d events, %.0f microseconds each%n",
                    name, hits / events, gain / events, events, nanos / 1e3 / events);
        }
    }

    @Override
    public Integer call() throws IOException {
        FileBatches batches = stream.batches(Map.of());
        try (OnlineLearner learner = new OnlineLearner(batches.config(), batches.layout())) {
            stream.read(batches, batch -> {
                batch.forEach(example -> look(example, batches.itemsComeAgain()));
                batch.forEach(example -> remember(example, batches.itemsComeAgain()));
                publish(learner.learn(batch));
            });
            alone.report();
            together.report();
            Map<String, Double> figures = learner.figures();
            for (String group : List.of("prequential", "prequential-with-memory")) {
                System.out.printf(
                        "learner's %s: HR@10 %.4f, NDCG@10 %.4f of %,.0f events%n",
                        group,
                        figures.get(group + ".hr10"),
                        figures.get(group + ".ndcg10"),
                        figures.get(group + ".scored"));
            }
        }
        return 0;
    }

    private void look(Example example, boolean itemsComeAgain) {
        String item = example.item();
        Set<String> excluded = had.get(example.entity());
        boolean scored = item != null && excluded != null && served.provenance(ITEM, item) != null;
        if (!scored || (!itemsComeAgain && excluded.contains(item))) {
            return;
        }
        Predicate<String> filter = other -> other.equals(item) || !excluded.contains(other);
        long begun = System.nanoTime();
        alone.add(served.recommendByEmbeddings(example.entity(), K, filter), item, begun);
        begun = System.nanoTime();
        together.add(served.recommend(example.entity(), K, filter), item, begun);
    }

    /** What is left out for the entity from now on: the last item, or all that it had. */
    private void remember(Example example, boolean itemsComeAgain) {
        Set<String> items = had.computeIfAbsent(example.entity(), entity -> new HashSet<>());
        if (itemsComeAgain) {
            items.clear();
        }
        if (example.item() != null) {
            items.add(example.item());
        }
    }

    private void publish(StepResult result) {
        result.withdrawn().forEach(item -> served.remove(ITEM, item));
        for (EmbeddedVector vector : result.embeddings()) {
            served.apply(new EmbeddingRecord(
                    vector.kind(),
                    vector.id(),
                    vector.vector(),
                    vector.priorDimensions(),
                    SPACE,
                    1,
                    result.step(),
                    vector.eventTimeMs(),
                    vector.arrivalTimeMs(),
                    vector.arrivalTimeMs(),
                    vector.memory()));
        }
    }
}
