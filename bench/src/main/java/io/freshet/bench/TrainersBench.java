package io.freshet.bench;

import io.freshet.cli.recorded.FileBatches;
import io.freshet.learner.evaluate.PrequentialScores;
import io.freshet.learner.training.Exchange;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trainers that share a model, in turn on one thread, each with the events of its own entities, and what they tell each other
 * in one log; then one trainer with all events.
 */
@Command(
        name = "freshet bench trainers",
        mixinStandardHelpOptions = true,
        description = "Several trainers of one model against one on the same events.")
public final class TrainersBench implements Callable<Integer> {
    private static final String TRAINERS = "learner.trainers";
    private static final int ID_BYTES = Long.BYTES;

    @Mixin
    private RecordedStream stream = new RecordedStream();

    @Option(names = "--lag", description = "Steps of all trainers until the others have what one says.")
    private int lag;

    @Option(names = "--two-only", description = "Leaves out the one trainer.")
    private boolean withoutOne;

    /** What one has said, and at which step of all. */
    private record Said(int by, int step, byte[] part) {}

    private final List<Trainer> trainers = new ArrayList<>();
    private final List<Said> log = new ArrayList<>();
    private int steps;

    public static void main(String[] args) {
        Benchmarks.exit(new TrainersBench(), args);
    }

    @Override
    public Integer call() throws IOException {
        FileBatches several = stream.batches(Map.of());
        if (!several.config().sync().enabled()) {
            several = stream.batches(Map.of(TRAINERS, "2"));
        }
        int count = several.config().sync().trainers();
        FileBatches given = several;
        for (int i = 0; i < count; i++) {
            trainers.add(new Trainer(i, given));
        }
        stream.read(given, batch -> batch.forEach(this::take));
        say(
                count + " trainers",
                trainers.stream().map(trainer -> trainer.learner).toList());
        sayTraffic();
        trainers.forEach(trainer -> trainer.learner.close());
        if (!withoutOne) {
            FileBatches all = stream.batches(Map.of(TRAINERS, "1"));
            try (OnlineLearner one = new OnlineLearner(all.config(), all.layout())) {
                stream.read(all, one::learn);
                say("one", List.of(one));
            }
        }
        return 0;
    }

    private void take(Example example) {
        trainers.get(Math.floorMod(example.entity().hashCode() * 0x9E3779B9 >>> 16, trainers.size()))
                .take(example);
    }

    private final class Trainer {
        private final int number;
        private final OnlineLearner learner;
        private final Exchange exchange;
        private final List<Example> batch = new ArrayList<>();
        private final int batchSize;
        private final int width;
        private final int valueWidth;
        private int read;

        Trainer(int number, FileBatches given) {
            this.number = number;
            LearnerConfig config = given.config();
            this.learner = new OnlineLearner(config, given.layout());
            this.exchange = Objects.requireNonNull(learner.exchange());
            this.batchSize = config.batchSize();
            this.width = config.encoder().dimensions();
            this.valueWidth = config.valueWidth();
        }

        void take(Example example) {
            batch.add(example);
            if (batch.size() < batchSize) {
                return;
            }
            listen();
            learner.learn(List.copyOf(batch));
            batch.clear();
            steps++;
            if (exchange.isDue()) {
                exchange.endRound().forEach(part -> log.add(new Said(number, steps, part)));
            }
        }

        private void listen() {
            try {
                for (; read < log.size() && log.get(read).step() + lag <= steps; read++) {
                    Said said = log.get(read);
                    if (said.by() == number) {
                        exchange.takeOwn(said.part());
                    } else {
                        exchange.take(said.part());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void say(String who, List<OnlineLearner> learners) {
        System.out.printf("%-12s", who);
        say("embeddings", learners, OnlineLearner::scores);
        if (learners.get(0).scoresWithMemory() != null) {
            say("with the memory", learners, OnlineLearner::scoresWithMemory);
        }
        System.out.println();
    }

    private static void say(
            String what, List<OnlineLearner> learners, Function<OnlineLearner, @Nullable PrequentialScores> scores) {
        double hits = 0;
        double gains = 0;
        long scored = 0;
        for (OnlineLearner learner : learners) {
            PrequentialScores of = Objects.requireNonNull(scores.apply(learner));
            hits += of.hits();
            gains += of.all().ndcg10() * of.scored();
            scored += of.scored();
        }
        System.out.printf(
                "  %s HR@10 %.4f, NDCG@10 %.4f of %,d (%,.0f hits)", what, hits / scored, gains / scored, scored, hits);
    }

    private void sayTraffic() {
        for (Trainer trainer : trainers) {
            OnlineLearner learner = trainer.learner;
            Map<String, Double> said = new HashMap<>();
            learner.figures().forEach((name, value) -> said.put(name.replaceFirst("^sync\\.", ""), value));
            double rounds = said.get("rounds");
            double dense = rounds * learner.parameters().size() * Float.BYTES;
            int width = trainer.width;
            double rows = said.get("rows.items-in") * (ID_BYTES + (width + 1) * Float.BYTES)
                    + said.get("rows.items-out") * (ID_BYTES + (width + 3) * Float.BYTES)
                    + said.get("rows.values") * (ID_BYTES + (trainer.valueWidth + 1) * Float.BYTES);
            System.out.printf(
                    "trainer %d: %,.0f rounds, %,.0f bytes, %,.0f an event; by arithmetic %,.0f of the dense net, %,.0f of"
                            + " rows (%,.0f, %,.0f and %,.0f of them), and the rest, %,.0f an event, of what is counted%n",
                    trainer.number,
                    rounds,
                    said.get("bytes"),
                    said.get("bytes") / learner.counters().examples(),
                    dense,
                    rows,
                    said.get("rows.items-in"),
                    said.get("rows.items-out"),
                    said.get("rows.values"),
                    (said.get("bytes") - dense - rows) / learner.counters().examples());
        }
    }
}
