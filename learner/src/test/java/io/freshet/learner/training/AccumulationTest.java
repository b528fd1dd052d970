package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.table.RowLayout;
import io.freshet.model.table.RowLayout.Beside;
import io.freshet.model.table.RowState;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of micro-batches are held, and their mean moves the model once. */
class AccumulationTest {
    private static final int SIZE = 8;
    private static final int WARM_UP = 8;
    private static final double HALF_LIFE = 100;
    private static final double EPS = 1e-3;
    private static final Offset<Double> CLOSE = offset(2e-5);

    private final List<List<Example>> batches = new RingStream(5, Map.of()).batches(WARM_UP + 6, SIZE);

    /** A learner that moves by exactly its gradient times the rate: plain SGD, no clipping, Adagrad's rows. */
    private static OnlineLearner learner(int accumulate, int rate) {
        Map<String, String> settings = new HashMap<>();
        settings.put("learner.batch.accumulate", Integer.toString(accumulate));
        settings.put("learner.optimiser.type", "sgd");
        settings.put("learner.optimiser.momentum", "0");
        settings.put("learner.optimiser.clip-norm", "1000000");
        settings.put("learner.optimiser.dense-rate", Integer.toString(rate));
        settings.put("learner.optimiser.row-rate", Integer.toString(rate));
        settings.put("learner.optimiser.bias-rate-scale", "1");
        settings.put("learner.momentum-half-life", Double.toString(HALF_LIFE));
        settings.put("learner.guard.enabled", "false");
        return new RingStream(5, settings).learner();
    }

    /** One that stays where it is; unlike at first, fields count in it, so that the rows of their values have gradients. */
    private static OnlineLearner still(int accumulate) {
        OnlineLearner learner = learner(accumulate, 0);
        ParameterLayout.Range fields = learner.parameters().range("event.fields");
        SplittableRandom random = new SplittableRandom(3);
        float[] numbers = learner.parameterValues();
        for (int i = fields.from(); i < fields.to(); i++) {
            numbers[i] = (float) (.3 * random.nextGaussian());
        }
        learner.state(Update.PARAMETERS).set(numbers);
        learner.state(Update.MOMENTUM_COPY).set(numbers);
        return learner;
    }

    /** The same state with another rate, which is no part of it. */
    private static OnlineLearner continued(byte[] state, int accumulate, int rate) throws IOException {
        OnlineLearner learner = learner(accumulate, rate);
        learner.restore(new DataInputStream(new ByteArrayInputStream(state)));
        return learner;
    }

    private void learn(OnlineLearner learner, int from, int to) {
        for (List<Example> batch : batches.subList(from, to)) {
            assertThat(learner.learn(batch).skipped()).isFalse();
        }
    }

    /** What a learner is at one moment, opened. */
    private record Numbers(float[] dense, float[] target, Map<String, float[][]> rows) {
        static Numbers of(OnlineLearner learner) {
            Map<String, float[][]> rows = new HashMap<>();
            for (String name : List.of("items.in", "items.out", "values")) {
                rows.put(name, AccumulationTest.rows(learner, name));
            }
            return new Numbers(
                    learner.parameterValues(),
                    learner.state(Update.MOMENTUM_COPY).floats(),
                    rows);
        }

        float[][] table(String name) {
            return rows.get(name);
        }
    }

    private static float[][] rows(OnlineLearner learner, String name) {
        RowState state = learner.rows().stream()
                .filter(rows -> rows.name().equals(name))
                .map(RowState.class::cast)
                .findFirst()
                .orElseThrow();
        byte[][] bytes = state.bytes(IntStream.range(0, state.rows()).toArray());
        return Arrays.stream(bytes)
                .map(row -> {
                    float[] numbers = new float[row.length / Float.BYTES];
                    ByteBuffer.wrap(row).asFloatBuffer().get(numbers);
                    return numbers;
                })
                .toArray(float[][]::new);
    }

    /** Two micro-batches: the gradient of each at the same parameters, and what accumulating both makes of them. */
    private final class Two {
        /** Before, with every row there is in the end. */
        final Numbers before;
        /** After a step on the first alone, and on the second alone, of learners that do not accumulate. */
        final Numbers first;

        final Numbers second;
        /** Of a learner that accumulates: before, after the first, and after both. */
        final Numbers none;

        final Numbers held;
        final Numbers both;

        Two() throws IOException {
            byte[] atFirst;
            byte[] atSecond;
            try (OnlineLearner still = still(1)) {
                learn(still, 0, WARM_UP);
                atFirst = Checkpoint.whole(still);
                learn(still, WARM_UP, WARM_UP + 1);
                atSecond = Checkpoint.whole(still);
                learn(still, WARM_UP + 1, WARM_UP + 2);
                before = Numbers.of(still);
            }
            try (OnlineLearner one = continued(atFirst, 1, 1)) {
                learn(one, WARM_UP, WARM_UP + 1);
                first = Numbers.of(one);
            }
            try (OnlineLearner other = continued(atSecond, 1, 1)) {
                learn(other, WARM_UP + 1, WARM_UP + 2);
                second = Numbers.of(other);
            }
            byte[] accumulating;
            try (OnlineLearner still = still(2)) {
                learn(still, 0, WARM_UP);
                accumulating = Checkpoint.whole(still);
                none = Numbers.of(still);
            }
            try (OnlineLearner learner = continued(accumulating, 2, 1)) {
                learn(learner, WARM_UP, WARM_UP + 1);
                held = Numbers.of(learner);
                learn(learner, WARM_UP + 1, WARM_UP + 2);
                both = Numbers.of(learner);
            }
        }
    }

    @Test
    void denseParametersMoveByTheMeanOfTheGradientsOfBothMicroBatches() throws IOException {
        Two two = new Two();
        assertThat(two.none.dense()).isEqualTo(two.before.dense());
        assertThat(two.held.dense()).isEqualTo(two.before.dense());
        assertThat(two.held.target()).isEqualTo(two.before.target());
        double left = Math.pow(.5, 2 * SIZE / HALF_LIFE);
        double apart = 0;
        for (int i = 0; i < two.before.dense().length; i++) {
            double before = two.before.dense()[i];
            double one = before - two.first.dense()[i];
            double other = before - two.second.dense()[i];
            apart = Math.max(apart, Math.abs(one - other));
            assertThat(before - two.both.dense()[i]).isCloseTo((one + other) / 2, CLOSE);
            double after = two.both.dense()[i];
            assertThat((double) two.both.target()[i]).isCloseTo(after + left * (before - after), CLOSE);
        }
        assertThat(apart).as("how much the two differ").isGreaterThan(.01);
    }

    @ParameterizedTest
    @ValueSource(strings = {"items.in", "items.out", "values"})
    void rowsMoveByTheMeanOfTheGradientsOfBothMicroBatches(String table) throws IOException {
        Two two = new Two();
        RowLayout layout = layout(table);
        int onlyFirst = 0;
        for (int row = 0; row < two.before.table(table).length; row++) {
            Part rows = new Part(table, row, 0, layout.width(), layout.sum(), layout.gradient());
            double moved = rows.assertMovedByTheMean(two);
            double ofSecond = rows.length(rows.gradient(two.before, two.second));
            onlyFirst += ofSecond == 0 && moved > .1 ? 1 : 0;
            if (layout.has(Beside.BIAS)) {
                int held = layout.gradient() + layout.width();
                new Part(table, row, layout.bias(), 1, layout.bias() + 1, held).assertMovedByTheMean(two);
            } else {
                assertMomentumFollows(two, table, row, moved > 0);
            }
        }
        // negatives are drawn from all there are
        assertThat(onlyFirst > 0)
                .as("rows that the second micro-batch does not touch")
                .isEqualTo(!layout.has(Beside.BIAS));
    }

    private static RowLayout layout(String table) {
        LearnerConfig config = new RingStream(5, Map.of("learner.batch.accumulate", "2")).config();
        return switch (table) {
            case "items.in" -> Tables.itemsIn(config).layout();
            case "items.out" -> Tables.itemsOut(config).layout();
            default -> Tables.values(config).layout();
        };
    }

    /** Numbers of a row that share one sum of squares. */
    private record Part(String table, int row, int at, int width, int sum, int held) {
        /** By how much plain Adagrad at a rate of 1 was moved, times what it divides by. */
        double[] gradient(Numbers before, Numbers after) {
            double[] gradient = new double[width];
            if (row < after.table(table).length) {
                double divisor = Math.sqrt(after.table(table)[row][sum]) + EPS;
                for (int i = 0; i < width; i++) {
                    gradient[i] = (before.table(table)[row][at + i] - after.table(table)[row][at + i]) * divisor;
                }
            }
            return gradient;
        }

        /** How far the row has moved. */
        double assertMovedByTheMean(Two two) {
            double[] one = gradient(two.before, two.first);
            double[] other = gradient(two.before, two.second);
            double[] mean = new double[width];
            Arrays.setAll(mean, i -> (one[i] + other[i]) / 2);
            float[] after = two.both.table(table)[row];
            double sumBefore = row < two.none.table(table).length ? two.none.table(table)[row][sum] : 0;
            double expected = sumBefore + Math.pow(length(mean), 2) / width;
            assertThat((double) after[sum]).as(toString()).isCloseTo(expected, CLOSE);
            double[] moved = new double[width];
            for (int i = 0; i < width; i++) {
                float before = two.before.table(table)[row][at + i];
                moved[i] = before - after[at + i];
                assertThat(moved[i] * (Math.sqrt(after[sum]) + EPS))
                        .as(toString())
                        .isCloseTo(mean[i], CLOSE);
                assertThat(after[held + i]).as("held by %s", this).isZero();
                if (row < two.held.table(table).length) {
                    float[] between = two.held.table(table)[row];
                    assertThat(between[at + i]).as(toString()).isEqualTo(before);
                    assertThat((double) between[held + i]).as(toString()).isCloseTo(one[i], CLOSE);
                }
            }
            return length(moved);
        }

        double length(double[] vector) {
            return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        }
    }

    private static void assertMomentumFollows(Two two, String table, int row, boolean moved) {
        RowLayout layout = layout(table);
        double left = Math.pow(.5, 2 * SIZE / HALF_LIFE);
        for (int i = 0; moved && i < layout.width(); i++) {
            double before = two.before.table(table)[row][i];
            double after = two.both.table(table)[row][i];
            assertThat((double) two.both.table(table)[row][layout.momentum() + i])
                    .isCloseTo(after + left * (before - after), CLOSE);
        }
    }

    @Test
    void microBatchThatIsNotFiniteIsLeftOut() {
        try (OnlineLearner learner = learner(3, 1)) {
            float[] first = learner.parameterValues();
            learn(learner, 0, 1);
            float[] held = learner.state(Update.HELD).floats();
            float[][] rows = rows(learner, "items.out");
            assertThat(learner.learn(overflowing(batches.get(1))).skipped()).isTrue();
            assertThat(learner.state(Update.HELD).floats()).isEqualTo(held);
            assertThat(Arrays.copyOf(rows(learner, "items.out"), rows.length)).isEqualTo(rows);

            learn(learner, 2, 3);
            assertThat(learner.parameterValues()).isEqualTo(first);
            assertThat(learner.learn(overflowing(batches.get(3))).skipped())
                    .as("the third is not finite either")
                    .isTrue();
            assertThat(learner.parameterValues()).isEqualTo(first);
            learn(learner, 4, 5);
            assertThat(learner.parameterValues()).isNotEqualTo(first);
            assertThat(learner.state(Update.HELD).floats()).containsOnly(0);
            assertThat(learner.counters()).isEqualTo(new LearnerCounters(3 * SIZE, 3, 2));
        }
    }

    /** Each number of the histories is finite, and a gradient is not. */
    private static List<Example> overflowing(List<Example> batch) {
        List<Example> overflowing = new ArrayList<>();
        for (Example example : batch) {
            EventFeatures event = example.event();
            float[] numbers = new float[event.numbers().length];
            Arrays.fill(numbers, Float.MAX_VALUE);
            EventFeatures huge = new EventFeatures(event.item(), event.timeMs(), event.ids(), numbers);
            overflowing.add(example.withHistory(List.of(huge)));
        }
        return overflowing;
    }

    @Test
    void modelThatGoesBackHoldsWhatItHeldThen() {
        Map<String, String> settings = Map.of("learner.batch.accumulate", "2", "learner.optimiser.dense-rate", "1000");
        try (OnlineLearner learner = new RingStream(5, settings).learner()) {
            learn(learner, 0, 1);
            assertThat(learner.learn(batches.get(1)).skipped())
                    .as("the update is taken back")
                    .isTrue();
            assertThat(learner.state(Update.HELD).floats()).containsOnly(0);
            float[] before = learner.parameterValues();

            learn(learner, 2, 3);
            assertThat(learner.parameterValues()).isEqualTo(before);
            assertThat(learner.state(Update.HELD).floats()).isNotEqualTo(new float[before.length]);
            assertThat(learner.learn(batches.get(3)).skipped()).isTrue();
        }
    }

    @Test
    void everyMicroBatchIsPublished() {
        try (OnlineLearner learner = learner(4, 1)) {
            for (List<Example> batch : batches.subList(0, 6)) {
                assertThat(learner.learn(batch).embeddings()).hasSizeGreaterThan(SIZE);
            }
            assertThat(learner.counters()).isEqualTo(new LearnerCounters(6 * SIZE, 6, 0));
        }
    }

    @Test
    void learnerThatDoesNotAccumulateHoldsNothing() {
        try (OnlineLearner plain = learner(1, 1);
                OnlineLearner accumulating = learner(2, 1)) {
            assertThat(accumulating.program().toString()).contains("state " + Update.HELD, "input apply");
            assertThat(plain.program().toString()).doesNotContain(Update.HELD, "apply");
            assertThat(rows(plain, "values")[0].length).isLessThan(rows(accumulating, "values")[0].length);
        }
    }
}
