package io.freshet.cli.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.run.Pipeline;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.message.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guard must not take an ordinary stream for a sick one, and least of all its first steps. */
class HealthyShopTest {
    private static final Path PIPELINE = Path.of("../examples/shop/pipeline.yaml");

    private final Map<String, List<EventFeatures>> histories = new HashMap<>();
    private long timeMs = 1_700_000_000_000L;

    @ParameterizedTest
    @CsvSource({"exponential-kernel, 64, 160", "transformer, 64, 60", "exponential-kernel, 1, 300"})
    void shopNeverTripsTheGuard(String encoder, int batchSize, int steps) {
        Pipeline pipeline = Pipeline.read(PIPELINE, Map.of("learner.encoder.type", encoder));
        FeatureLayout layout = FeatureLayout.of(pipeline.stream());
        Featuriser featuriser = new Featuriser(layout);
        Shop shop = new Shop(Catalogue.of(1), 3);
        try (OnlineLearner learner = new OnlineLearner(pipeline.learner().learner(), layout)) {
            for (int step = 0; step < steps; step++) {
                List<Example> batch = new ArrayList<>();
                for (int i = 0; i < batchSize; i++) {
                    batch.add(example(shop.next(), featuriser));
                }
                StepResult result = learner.learn(batch);
                assertThat(result.skipped()).isFalse();
                assertThat(result.quarantined()).isEmpty();
            }
            assertThat(learner.figures())
                    .containsEntry("guard.trips", 0.0)
                    .containsEntry("guard.quarantined", 0.0)
                    .containsEntry("guard.healthy", 1.0);
        }
    }

    private Example example(ShopEvent made, Featuriser featuriser) {
        timeMs += 1000 / 600;
        Product product = made.product();
        Event event = new Event(
                "e" + made.number(),
                made.shopper(),
                product.id(),
                timeMs,
                Arrays.asList(
                        "e" + made.number(),
                        timeMs,
                        made.shopper(),
                        product.id(),
                        product.name(),
                        product.category(),
                        Double.parseDouble(String.valueOf(product.price())),
                        made.action()));
        EventFeatures features = featuriser.features(event);
        List<EventFeatures> before = histories.computeIfAbsent(made.shopper(), shopper -> new ArrayList<>());
        long[] excluded = before.isEmpty()
                ? new long[0]
                : new long[] {before.get(before.size() - 1).item()};
        List<EventFeatures> history = List.copyOf(before.subList(Math.max(0, before.size() - 30), before.size()));
        before.add(features);
        return new Example(made.shopper(), product.id(), history, features, excluded, timeMs);
    }
}
