package io.freshet.learner.training;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final Map<String, String> TWO = Map.of("learner.trainers", "2", "learner.sync.every", "4");

    private final List<List<Example>> batches = new RingStream(3, Map.of()).batches(40, 8);

    @Test
    void whoLearnsAloneHasNobodyToTell() {
        try (OnlineLearner alone = new RingStream(3, Map.of()).learner()) {
            assertThat(alone.exchange()).isNull();
        }
    }

    @Test
    void whomNobodyAnswersLearnsAsOneThatIsAlone() throws IOException {
        try (OnlineLearner alone = new RingStream(3, Map.of()).learner();
                OnlineLearner speaker = new RingStream(3, TWO).learner()) {
            Exchange exchange = requireNonNull(speaker.exchange());
            for (List<Example> batch : batches) {
                alone.learn(batch);
                speaker.learn(batch);
                if (exchange.isDue()) {
                    for (byte[] part : exchange.endRound()) {
                        exchange.takeOwn(part);
                    }
                }
            }
            assertThat(saved(speaker)).isEqualTo(saved(alone));
        }
    }

    @Test
    void twoThatTellEachOtherHaveOneModel() throws IOException {
        try (OnlineLearner first = new RingStream(3, TWO).learner();
                OnlineLearner second = new RingStream(3, TWO).learner()) {
            List<OnlineLearner> trainers = List.of(first, second);
            for (int i = 0; i < batches.size(); i++) {
                OnlineLearner trainer = trainers.get(i % 2);
                trainer.learn(batches.get(i));
                if (requireNonNull(trainer.exchange()).isDue()) {
                    tell(trainer, trainers);
                }
            }
            tell(first, trainers);
            tell(second, trainers);
            saved(first); // what is owed is settled
            saved(second);

            assertThat(first.parameterValues()).containsExactly(second.parameterValues(), within(1e-4f));
            Map<String, Double> of = first.figures();
            assertThat(second.figures().get("table.items.rows"))
                    .isEqualTo(of.get("table.items.rows"))
                    .isGreaterThan(20);
            assertThat(of.get("sync.events-of-others")).isEqualTo(160);
            assertThat(second.figures().get("sync.events-of-others")).isEqualTo(160);
            assertThat(alike(first, second)).isGreaterThan(.99);
        }
    }

    @Test
    void aRoundWithoutAStepSaysNothing() throws IOException {
        try (OnlineLearner first = new RingStream(3, TWO).learner();
                OnlineLearner second = new RingStream(3, TWO).learner()) {
            first.learn(batches.get(0));
            tell(first, List.of(first, second));

            assertThat(requireNonNull(first.exchange()).endRound()).isEmpty();
            assertThat(requireNonNull(second.exchange()).endRound())
                    .as("what one takes is not its own to tell")
                    .isEmpty();
        }
    }

    @Test
    void whoIsRestoredWithWhatWasUnderwayHasWhatTheOtherHas() throws IOException {
        try (OnlineLearner first = new RingStream(3, TWO).learner();
                OnlineLearner second = new RingStream(3, TWO).learner();
                OnlineLearner third = new RingStream(3, TWO).learner()) {
            for (int i = 0; i < 10; i++) {
                first.learn(batches.get(2 * i));
                second.learn(batches.get(2 * i + 1));
            }
            List<byte[]> ofFirst = requireNonNull(first.exchange()).endRound();
            List<byte[]> ofSecond = requireNonNull(second.exchange()).endRound();
            byte[] state = saved(first);
            ByteArrayOutputStream beside = new ByteArrayOutputStream();
            requireNonNull(first.exchange()).save(new DataOutputStream(beside));
            listen(second, ofFirst, ofSecond);

            third.restore(new DataInputStream(new ByteArrayInputStream(state)));
            Exchange restored = requireNonNull(third.exchange());
            restored.restore(new DataInputStream(new ByteArrayInputStream(beside.toByteArray())));
            for (byte[] part : ofFirst) {
                restored.takeOwn(part);
            }
            for (byte[] part : ofSecond) {
                restored.take(part);
            }
            restored.restored();

            saved(second);
            assertThat(third.parameterValues()).containsExactly(second.parameterValues(), within(1e-4f));
            assertThat(third.figures().get("table.items.rows"))
                    .isEqualTo(second.figures().get("table.items.rows"));
            assertThat(alike(third, second)).isGreaterThan(.99);
        }
    }

    private static void listen(OnlineLearner second, List<byte[]> ofFirst, List<byte[]> ofSecond) throws IOException {
        Exchange exchange = requireNonNull(second.exchange());
        for (byte[] part : ofFirst) {
            exchange.take(part);
        }
        for (byte[] part : ofSecond) {
            exchange.takeOwn(part);
        }
    }

    private static void tell(OnlineLearner speaker, List<OnlineLearner> all) throws IOException {
        for (byte[] part : requireNonNull(speaker.exchange()).endRound()) {
            for (OnlineLearner trainer : all) {
                Exchange exchange = requireNonNull(trainer.exchange());
                if (trainer == speaker) {
                    exchange.takeOwn(part);
                } else {
                    exchange.take(part);
                }
            }
        }
    }

    /** The mean cosine of what items are found by. */
    private static double alike(OnlineLearner one, OnlineLearner other) {
        Map<Long, float[]> rows = one.itemRows();
        Map<Long, float[]> others = other.itemRows();
        assertThat(others.keySet()).isEqualTo(rows.keySet());
        List<Double> cosines = new ArrayList<>();
        rows.forEach((id, row) -> cosines.add(cosine(row, others.get(id))));
        return cosines.stream().mapToDouble(cosine -> cosine).average().orElseThrow();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            squaresOfA += a[i] * a[i];
            squaresOfB += b[i] * b[i];
        }
        return dot / Math.sqrt(squaresOfA * squaresOfB);
    }

    private static byte[] saved(OnlineLearner learner) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
