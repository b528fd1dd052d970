package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.freshet.bench.Benchmarks;
import io.freshet.cli.recorded.ExampleStream;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.shop.Catalogue;
import io.freshet.cli.shop.Shop;
import io.freshet.cli.shop.ShopEvent;
import io.freshet.learner.operator.Sealed;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The learner's state as checkpoints and snapshots hold it, with bytes changed: restored as it was, or refused. */
public final class SnapshotFuzz {
    private static final int BATCHES = 20;
    private static final Pipeline PIPELINE = Pipeline.read(
            Benchmarks.HOME.resolve("examples/shop/pipeline.yaml"),
            Map.of("learner.encoder.dimensions", "8", "learner.table.items", "4096", "learner.table.values", "4096"));
    private static final OnlineLearner LEARNER =
            new OnlineLearner(PIPELINE.learner().learner(), FeatureLayout.of(PIPELINE.stream()));
    private static final byte[] STATE = learnt();

    private SnapshotFuzz() {}

    private static byte[] learnt() {
        ExampleStream examples = new ExampleStream(
                PIPELINE.stream(), PIPELINE.learner().learner().historyLength());
        Shop shop = new Shop(Catalogue.of(1), 1);
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Example> events = new ArrayList<>();
            for (int i = 0; i < PIPELINE.learner().learner().batchSize(); i++) {
                events.add(Objects.requireNonNull(examples.of(raw(shop.next())::get)));
            }
            LEARNER.learn(events);
        }
        return saved();
    }

    private static Map<String, Object> raw(ShopEvent event) {
        return Map.of(
                "id", "e" + event.number(),
                "time", 1_767_225_600_000L + event.number() * 1_000,
                "shopper", event.shopper(),
                "product", event.product().id(),
                "price", event.product().price(),
                "action", event.action());
    }

    private static byte[] saved() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = Sealed.writing(bytes)) {
            LEARNER.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Gets ready, which is not held against the first input. */
    public static void fuzzerInitialize() {
        // what this class needs is made as it is loaded
    }

    /** One snapshot. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        byte[] changed = Odd.mutated(STATE, data);
        try (DataInputStream in = Sealed.reading(new ByteArrayInputStream(changed))) {
            LEARNER.restore(in);
        } catch (IOException e) {
            return; // refused, as its contract has it
        }
        if (!Arrays.equals(saved(), STATE)) {
            throw new AssertionError("a changed state was taken for a whole one");
        }
    }
}
