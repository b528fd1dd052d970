package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Shop;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.Ids;
import io.freshet.model.feature.Lesson;
import io.freshet.model.feature.PassedOver;
import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.Erasure;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may throw anything as it closes
class HistoryOperatorTest {

    private static final HistoryOperator.Config COME_AGAIN = config(true, 10);
    private static final HistoryOperator.Config ONCE = config(false, 4);

    private static HistoryOperator.Config config(boolean itemsComeAgain, int maxItems) {
        return new HistoryOperator.Config(3, itemsComeAgain, maxItems, null, HistoryOperator.Config.NO_LABEL);
    }

    @Test
    void givesAnEventWhatItsEntityDidBefore() throws Exception {
        try (var harness = harness(COME_AGAIN, null)) {
            buy(harness, "ann", "tea", 1);
            buy(harness, "bob", "jam", 2);
            buy(harness, "ann", "milk", 3);

            List<Example> examples = examples(harness);
            assertThat(examples).extracting(Example::entity).containsExactly("ann", "bob", "ann");
            assertThat(examples.get(0).history()).isEmpty();
            assertThat(examples.get(1).history()).isEmpty();
            assertThat(items(examples.get(2))).containsExactly(Ids.ofItem("tea"));
            assertThat(examples.get(2).event().item()).isEqualTo(Ids.ofItem("milk"));
        }
    }

    @Test
    void labelGoesBesideTheEventAndNotAmongItsFeatures() throws Exception {
        int product = Shop.stream().indexOf("product");
        try (var harness = harness(new HistoryOperator.Config(3, true, 10, null, product), null);
                var without = harness(COME_AGAIN, null)) {
            buy(harness, "ann", "tea", 1);
            buy(without, "ann", "tea", 1);

            Example labelled = examples(harness).get(0);
            Example plain = examples(without).get(0);
            assertThat(labelled.label()).isEqualTo("tea");
            assertThat(plain.label()).isNull();
            assertThat(labelled.event()).usingRecursiveComparison().isEqualTo(plain.event());
        }
    }

    @Test
    void forgetsTheOldestEventPastTheLength() throws Exception {
        try (var harness = harness(COME_AGAIN, null)) {
            for (int i = 0; i < 6; i++) {
                buy(harness, "ann", "p" + i, i);
            }
            assertThat(items(examples(harness).get(5)))
                    .containsExactly(Ids.ofItem("p2"), Ids.ofItem("p3"), Ids.ofItem("p4"));
        }
    }

    @Test
    void leavesOutOnlyTheLastItemWhereItemsComeAgain() throws Exception {
        try (var harness = harness(COME_AGAIN, null)) {
            buy(harness, "ann", "tea", 1);
            buy(harness, "ann", "milk", 2);
            buy(harness, "ann", null, 3);
            buy(harness, "ann", "jam", 4);

            List<Example> examples = examples(harness);
            assertThat(examples.get(0).excluded()).isEmpty();
            assertThat(examples.get(1).excluded()).containsExactly(Ids.ofItem("tea"));
            assertThat(examples.get(3).excluded()).containsExactly(Ids.ofItem("milk"));
        }
    }

    @Test
    void leavesOutEveryItemHadWhereTheyDoNotComeAgain() throws Exception {
        try (var harness = harness(ONCE, null)) {
            for (int i = 0; i < 6; i++) {
                buy(harness, "ann", "p" + i, i);
            }
            List<Example> examples = examples(harness);
            assertThat(examples.get(3).excluded())
                    .containsExactly(Ids.ofItem("p0"), Ids.ofItem("p1"), Ids.ofItem("p2"));
            assertThat(examples.get(5).excluded())
                    .as("at most four are remembered")
                    .containsExactly(Ids.ofItem("p1"), Ids.ofItem("p2"), Ids.ofItem("p3"), Ids.ofItem("p4"));
        }
    }

    @Test
    void carriesTheArrivalTimeOfTheRecord() throws Exception {
        try (var harness = harness(COME_AGAIN, null)) {
            harness.processElement(Shop.event("ann", "tea", 1), 77_000);

            assertThat(examples(harness).get(0).arrivalTimeMs()).isEqualTo(77_000);
        }
    }

    @Test
    void tellsTheFloorsOfEventsThatHaveAnItem() throws Exception {
        try (var harness = harness(COME_AGAIN, null)) {
            buy(harness, "ann", "tea", 1);
            buy(harness, "ann", null, 2);
            buy(harness, "bob", "jam", 3);

            assertThat(harness.getSideOutput(HistoryOperator.VISITS))
                    .extracting(record -> record.getValue())
                    .containsExactly(
                            new Visit(Ids.of("", "ann"), Ids.ofItem("tea")),
                            new Visit(Ids.of("", "bob"), Ids.ofItem("jam")));
        }
    }

    @Test
    void remembersAcrossARestore() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(ONCE, null)) {
            buy(harness, "ann", "tea", 1);
            buy(harness, "ann", "milk", 2);
            checkpoint = harness.snapshot(1, 1);
            buy(harness, "ann", "lost", 3);
        }
        try (var harness = harness(ONCE, checkpoint)) {
            buy(harness, "ann", "jam", 3);

            Example example = examples(harness).get(0);
            assertThat(items(example)).containsExactly(Ids.ofItem("tea"), Ids.ofItem("milk"));
            assertThat(example.excluded()).containsExactly(Ids.ofItem("tea"), Ids.ofItem("milk"));
        }
    }

    @Test
    void forgetsASilentEntityAfterItsTimeToLive() throws Exception {
        try (var harness = harness(
                new HistoryOperator.Config(3, true, 10, Duration.ofDays(90), HistoryOperator.Config.NO_LABEL), null)) {
            buy(harness, "ann", "tea", 1);
            harness.setStateTtlProcessingTime(Duration.ofDays(91).toMillis());
            buy(harness, "ann", "milk", 2);

            assertThat(examples(harness).get(1).history()).isEmpty();
        }
    }

    @Test
    void forgetsAnEntityAndPassesItsLaterEventsOverAcrossARestoreAndBeyondATimeToLive() throws Exception {
        HistoryOperator.Config config =
                new HistoryOperator.Config(3, true, 10, Duration.ofDays(90), HistoryOperator.Config.NO_LABEL);
        OperatorSubtaskState checkpoint;
        try (var harness = harness(config, null)) {
            buy(harness, "ann", "tea", 1);
            buy(harness, "bob", "tea", 1);
            buy(harness, "ann", "milk", 2);
            forget(harness, "ann");
            buy(harness, "ann", "jam", 3);
            buy(harness, "bob", "jam", 3);

            List<Lesson> last = harness.extractOutputValues()
                    .subList(3, harness.extractOutputValues().size());
            assertThat(last).hasSize(3);
            assertThat(last.get(0)).isInstanceOfSatisfying(Forget.class, forget -> {
                assertThat(forget.entity()).isEqualTo("ann");
                assertThat(forget.history())
                        .extracting(EventFeatures::item)
                        .containsExactly(Ids.ofItem("tea"), Ids.ofItem("milk"));
            });
            assertThat(last.get(1)).isEqualTo(new PassedOver("ann", "jam", 3));
            assertThat(((Example) last.get(2)).history()).hasSize(1);
            assertThat(harness.getSideOutput(HistoryOperator.VISITS))
                    .extracting(record -> record.getValue())
                    .endsWith(Visit.forget(Ids.of("", "ann")), new Visit(Ids.of("", "bob"), Ids.ofItem("jam")));
            checkpoint = harness.snapshot(1, 1);
        }
        try (var harness = harness(config, checkpoint)) {
            harness.setStateTtlProcessingTime(Duration.ofDays(200).toMillis());
            buy(harness, "ann", "tea", 4);

            assertThat(harness.extractOutputValues()).containsExactly(new PassedOver("ann", "tea", 4));
        }
    }

    @Test
    void aForgottenEntityStartsAnewWhereThePipelineSaysSo() throws Exception {
        HistoryOperator.Config anew =
                new HistoryOperator.Config(3, true, 10, null, HistoryOperator.Config.NO_LABEL, false);
        try (var harness = harness(anew, null)) {
            buy(harness, "ann", "tea", 1);
            forget(harness, "ann");
            buy(harness, "ann", "jam", 3);
            buy(harness, "ann", "milk", 4);

            List<Example> examples = examples(harness);
            assertThat(items(examples.get(1))).isEmpty();
            assertThat(examples.get(1).excluded()).isEmpty();
            assertThat(items(examples.get(2))).containsExactly(Ids.ofItem("jam"));
        }
    }

    @Test
    void restoredFromBeforeARequestItForgetsAgainWhereItMeetsIt() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(COME_AGAIN, null)) {
            buy(harness, "ann", "tea", 1);
            checkpoint = harness.snapshot(1, 1);
            forget(harness, "ann");
        }
        try (var harness = harness(COME_AGAIN, checkpoint)) {
            forget(harness, "ann"); // offsets have gone back with the checkpoint
            buy(harness, "ann", "milk", 2);

            assertThat(harness.extractOutputValues()).hasSize(2).last().isInstanceOf(PassedOver.class);
        }
    }

    private static void forget(
            KeyedOneInputStreamOperatorTestHarness<String, EntityRecord, Lesson> harness, String shopper)
            throws Exception {
        harness.processElement(new Erasure(shopper, 1_000, 0, 7), 1_000);
    }

    private static List<Example> examples(
            KeyedOneInputStreamOperatorTestHarness<String, EntityRecord, Lesson> harness) {
        return harness.extractOutputValues().stream()
                .filter(Example.class::isInstance)
                .map(Example.class::cast)
                .toList();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, EntityRecord, Lesson> harness(
            HistoryOperator.Config config, @Nullable OperatorSubtaskState restored) throws Exception {
        HistoryOperator operator = new HistoryOperator(() -> new Featuriser(FeatureLayout.of(Shop.stream())), config);
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(operator), EntityRecord::entity, Types.STRING);
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(
                CompactType.LESSON.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    private static void buy(
            KeyedOneInputStreamOperatorTestHarness<String, EntityRecord, Lesson> harness,
            String shopper,
            @Nullable String product,
            long timeMs)
            throws Exception {
        harness.processElement(Shop.event(shopper, product, timeMs), timeMs);
    }

    private static List<Long> items(Example example) {
        return example.history().stream().map(EventFeatures::item).toList();
    }
}
