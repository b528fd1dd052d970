package io.freshet.bench;

import io.freshet.cli.recorded.EventFile;
import io.freshet.cli.recorded.ExampleStream;
import io.freshet.cli.shop.Catalogue;
import io.freshet.cli.shop.Shop;
import io.freshet.cli.shop.ShopEvent;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream that changes at one known event: when detectors see it, and how long the score takes to be back, of one setting
 * of {@code learner.drift} or another.
 *
 * <p>{@code DriftBench PIPELINE FILE|shop EVENTS CHANGED-AT SEED [path=value ...]}; the seed is the learner's and the shop's.
 */
public final class DriftBench {
    /** Scored events that a score is the mean of. */
    private static final int WINDOW = 1_000;
    /** Events before the change that its level is the mean of. */
    private static final int LEVEL = 5_000;

    private final StreamConfig stream;
    private final LearnerConfig config;
    private final ExampleStream examples;
    private final OnlineLearner learner;
    private final List<Example> batch = new ArrayList<>();
    /** After each batch: events learnt from, events scored, hits. */
    private final List<long[]> course = new ArrayList<>();

    private DriftBench(Section root) {
        stream = StreamConfig.read(root);
        config = LearnerConfig.read(root.section("learner"), stream);
        examples = new ExampleStream(stream, config.historyLength());
        learner = new OnlineLearner(config, FeatureLayout.of(stream));
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 5) {
            System.err.println("usage: DriftBench PIPELINE FILE|shop EVENTS CHANGED-AT SEED [path=value ...]");
            System.exit(2);
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        overrides.put("learner.seed", args[4]);
        for (int i = 5; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            overrides.put(pair[0], pair[1]);
        }
        int events = Integer.parseInt(args[2]);
        int changedAt = Integer.parseInt(args[3]);
        DriftBench bench = new DriftBench(YamlFile.read(Path.of(args[0]), overrides));
        try (OnlineLearner closed = bench.learner) {
            if (args[1].equals("shop")) {
                bench.takeShop(new Shop(Catalogue.of(1), Long.parseLong(args[4]), changedAt), events);
            } else {
                bench.takeFile(Path.of(args[1]), events);
            }
            bench.report(changedAt);
        }
    }

    private void takeShop(Shop shop, int events) {
        for (int i = 0; i < events; i++) {
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
            take(examples.of(raw::get));
        }
    }

    private void takeFile(Path file, int events) throws IOException {
        for (Event event : EventFile.read(stream, file, events)) {
            take(examples.of(event));
        }
    }

    private void take(@Nullable Example example) {
        if (example != null) {
            batch.add(example);
        }
        if (batch.size() == config.batchSize()) {
            learner.learn(List.copyOf(batch));
            batch.clear();
            course.add(new long[] {
                learner.counters().examples(),
                learner.scores().scored(),
                learner.scores().hits()
            });
        }
    }

    private void report(int changedAt) {
        Map<String, Double> figures = learner.figures();
        System.out.printf(
                "%s: HR@10 %.4f, guard trips %.0f%n",
                stream.name(), figures.get("prequential.hr10"), figures.get("guard.trips"));
        figures.forEach((name, value) -> {
            if (name.startsWith("drift.at.")) {
                System.out.printf("  %s %,.0f%n", name.substring("drift.at.".length()), value);
            }
        });
        double level = meanBetween(changedAt - LEVEL, changedAt);
        System.out.printf("before the change %.4f over %,d events%n", level, LEVEL);
        for (double share : new double[] {.8, .85, .9, .95, 1}) {
            System.out.printf("  back to %.0f %% after %s events%n", 100 * share, backAfter(changedAt, share * level));
        }
        for (int after = 0; after < 20_000; after += WINDOW) {
            System.out.printf("  %.3f", meanBetween(changedAt + after, changedAt + after + WINDOW));
        }
        System.out.println();
    }

    private String backAfter(int changedAt, double level) {
        for (long[] at : course) {
            if (at[0] >= changedAt + WINDOW && meanBetween(at[0] - WINDOW, at[0]) >= level) {
                return "%,d".formatted(at[0] - changedAt);
            }
        }
        return "more than there are";
    }

    private double meanBetween(long from, long to) {
        long[] first = at(from);
        long[] last = at(to);
        return (double) (last[2] - first[2]) / Math.max(1, last[1] - first[1]);
    }

    private long[] at(long event) {
        long[] found = {0, 0, 0};
        for (long[] at : course) {
            if (at[0] > event) {
                break;
            }
            found = at;
        }
        return found;
    }
}
