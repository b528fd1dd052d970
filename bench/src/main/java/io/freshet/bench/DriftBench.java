package io.freshet.bench;

import io.freshet.cli.recorded.EventFile;
import io.freshet.cli.recorded.ExampleStream;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.shop.Catalogue;
import io.freshet.cli.shop.Shop;
import io.freshet.cli.shop.ShopEvent;
import io.freshet.learner.evaluate.PrequentialScores;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.message.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * A stream that changes at one known event: when detectors see it, and how long the score takes to be back, of one setting
 * of {@code learner.drift} or another.
 */
@Command(
        name = "freshet bench drift",
        mixinStandardHelpOptions = true,
        description = "Takes a learner over a stream that changes; says when that is seen and when the score is back.")
public final class DriftBench implements Callable<Integer> {
    /** Scored events that a score is the mean of. */
    private static final int WINDOW = 1_000;
    /** Events before the change that its level is the mean of. */
    private static final int LEVEL = 5_000;

    @Parameters(index = "0", paramLabel = "PIPELINE")
    private Path file = Path.of("pipeline.yaml");

    @Parameters(index = "1", paramLabel = "FILE|shop", description = "Events, or those of the demo's shop.")
    private String source = "shop";

    @Parameters(index = "2", paramLabel = "EVENTS", description = "At most so many.")
    private int limit;

    @Parameters(index = "3", paramLabel = "CHANGED-AT", description = "The event at which the stream changes.")
    private int changedAt;

    @Parameters(index = "4", paramLabel = "SEED", description = "The learner's and the shop's.")
    private long seed;

    @Parameters(index = "5..*", paramLabel = "path=value", description = "Overrides the pipeline file.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    private final List<Example> batch = new ArrayList<>();
    private final Map<String, ScoreCourse> courses = new LinkedHashMap<>();

    public static void main(String[] args) {
        Benchmarks.exit(new DriftBench(), args);
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(overrides);
        settings.put("learner.seed", Long.toString(seed));
        Pipeline pipeline = Pipeline.read(file, settings);
        LearnerConfig config = pipeline.learner().learner();
        ExampleStream examples = new ExampleStream(pipeline.stream(), config.historyLength());
        try (OnlineLearner learner = new OnlineLearner(config, FeatureLayout.of(pipeline.stream()))) {
            Consumer<@Nullable Example> taker = example -> take(example, learner, config.batchSize());
            if (source.equals("shop")) {
                takeShop(examples, taker);
            } else {
                for (Event event : EventFile.read(pipeline.stream(), Path.of(source), limit)) {
                    taker.accept(examples.of(event));
                }
            }
            report(pipeline.stream().name(), learner.figures());
        }
        return 0;
    }

    private void takeShop(ExampleStream examples, Consumer<@Nullable Example> taker) {
        Shop shop = new Shop(Catalogue.of(1), seed, changedAt);
        for (int i = 0; i < limit; i++) {
            ShopEvent event = shop.next();
            Map<String, Object> raw = Map.of(
                    "id", "e" + event.number(),
                    "time",
                            Instant.ofEpochSecond(1_700_000_000 + event.number() / 10)
                                    .toString(),
                    "shopper", event.shopper(),
                    "product", event.product().id(),
                    "name", event.product().name(),
                    "category", event.product().category(),
                    "price", event.product().price(),
                    "action", event.action());
            taker.accept(examples.of(raw::get));
        }
    }

    private void take(@Nullable Example example, OnlineLearner learner, int batchSize) {
        if (example != null) {
            batch.add(example);
        }
        if (batch.size() == batchSize) {
            learner.learn(List.copyOf(batch));
            batch.clear();
            take("embeddings", learner, learner.scores());
            PrequentialScores withMemory = learner.scoresWithMemory();
            if (withMemory != null) {
                take("with memory", learner, withMemory);
            }
        }
    }

    private void take(String name, OnlineLearner learner, PrequentialScores scores) {
        courses.computeIfAbsent(name, of -> new ScoreCourse())
                .add(learner.counters().examples(), scores.scored(), scores.hits());
    }

    private void report(String stream, Map<String, Double> figures) {
        System.out.printf(
                "%s: HR@10 %.4f, guard trips %.0f%n",
                stream, figures.get("prequential.hr10"), figures.get("guard.trips"));
        figures.forEach((name, value) -> {
            if (name.startsWith("drift.at.")) {
                System.out.printf("  %s %,.0f%n", name.substring("drift.at.".length()), value);
            }
        });
        courses.forEach((name, course) -> {
            double level = course.meanBetween(changedAt - LEVEL, changedAt);
            System.out.printf("%s: before the change %.4f over %,d events%n", name, level, LEVEL);
            for (double share : new double[] {.8, .85, .9, .95, 1}) {
                System.out.printf("  back to %.0f %% after %s events%n", 100 * share, backAfter(course, share * level));
            }
            for (int after = 0; after < 20_000; after += WINDOW) {
                System.out.printf("  %.3f", course.meanBetween(changedAt + after, changedAt + after + WINDOW));
            }
            System.out.println();
        });
    }

    private String backAfter(ScoreCourse course, double level) {
        long back = course.firstAtLeast(level, changedAt, WINDOW);
        return back < 0 ? "more than there are" : "%,d".formatted(back - changedAt);
    }
}
