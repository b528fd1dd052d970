package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MarginalsTest {
    private static final String PIPELINE = """
            name: test
            format: { type: json }
            fields:
              user: { type: categorical }
              item: { type: categorical }
              action: { type: categorical }
              words: { type: text, max-words: 3 }
              price: { type: numeric }
              when: { type: timestamp }
            event: { entity: user, item: item, time: when }
            """;
    private static final int CHANGED_AT = 5_000;
    private static final Supplier<DriftDetector> ADWIN = () -> new Adwin(Adwin.Config.DEFAULT);

    private final FeatureLayout layout =
            FeatureLayout.of(StreamConfig.read(YamlFile.parse(PIPELINE, "test", Map.of())));
    private final Featuriser featuriser = new Featuriser(layout);

    /** What a stream changes in, once. */
    private enum Of {
        NOTHING,
        ITEM,
        ACTION,
        WORDS,
        PRICE,
        MISSING_PRICE
    }

    @Test
    void seesEachFieldChangeAndNamesIt() {
        Map<Of, String> names = Map.of(
                Of.ITEM, "item", Of.ACTION, "action", Of.WORDS, "words", Of.PRICE, "price", Of.MISSING_PRICE, "price");
        names.forEach((change, name) -> {
            for (long seed = 0; seed < 10; seed++) {
                Random random = new Random(seed);
                Marginals marginals = new Marginals(layout, ADWIN);
                int after = 0;
                for (int i = 0; i < CHANGED_AT + 2_000 && after == 0; i++) {
                    List<String> drifted = marginals.add(event(i, change, random));
                    assertThat(drifted)
                            .as("%s, seed %d, event %d", change, seed, i)
                            .isSubsetOf(name);
                    after = drifted.isEmpty() ? 0 : i - CHANGED_AT;
                }
                assertThat(after).as("%s, seed %d", change, seed).isPositive();
            }
        });
    }

    @Test
    void rarelyCriesOnAStreamThatStays() {
        int alarms = 0;
        int seeds = 20;
        int events = 20_000;
        for (long seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            Marginals marginals = new Marginals(layout, ADWIN);
            for (int i = 0; i < events; i++) {
                alarms += marginals.add(event(i, Of.NOTHING, random)).size();
            }
        }
        System.out.printf(
                "marginals: %d false alarms in %,d events of four fields that stay (seeds 0 to %d)%n",
                alarms, seeds * events, seeds - 1);
        assertThat(alarms).isLessThanOrEqualTo(4);
    }

    @Test
    void goesOnAfterRestoringAsIfNothingHadHappened() throws IOException {
        Random random = new Random(5);
        Marginals marginals = new Marginals(layout, ADWIN);
        for (int i = 0; i < 3_333; i++) {
            marginals.add(event(i, Of.NOTHING, random));
        }
        Marginals restored = new Marginals(layout, ADWIN);
        restored.add(event(0, Of.NOTHING, new Random(6)));
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes(marginals))));
        for (int i = 3_333; i < CHANGED_AT + 1_000; i++) {
            EventFeatures event = event(i, Of.PRICE, random);
            assertThat(restored.add(event)).isEqualTo(marginals.add(event));
        }
        assertThat(bytes(restored)).isEqualTo(bytes(marginals));
    }

    private EventFeatures event(int number, Of change, Random random) {
        boolean changed = number >= CHANGED_AT;
        int item = random.nextInt(100) / (changed && change == Of.ITEM ? 3 : 1);
        String action = random.nextDouble() < (changed && change == Of.ACTION ? .4 : .1) ? "buy" : "view";
        String words = "w" + (random.nextInt(30) + (changed && change == Of.WORDS ? 20 : 0)) + " and";
        double price = 10 + random.nextDouble() * (changed && change == Of.PRICE ? 30 : 10);
        boolean isMissing = changed && change == Of.MISSING_PRICE && random.nextInt(3) == 0;
        return featuriser.features(new Event(
                "e",
                "u",
                "i" + item,
                number * 1_000L,
                Arrays.asList("u", "i" + item, action, words, isMissing ? null : price, number * 1_000L)));
    }

    private static byte[] bytes(Marginals marginals) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        marginals.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
