package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.freshet.learner.testing.Checkpoint;
import io.freshet.learner.testing.RingStream;
import io.freshet.model.feature.Example;
import io.freshet.model.program.Device;
import io.freshet.model.table.EmbeddingTable;
import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import io.freshet.model.table.RowState;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows come, move, and go while the learner learns. */
class RowTableTest {
    private static final int WIDTH = 16;
    private static final double MOMENTUM = .99;

    @Test
    void movesMomentumRowsLateButAsIfEveryStepHadMovedThem() {
        RingStream stream = new RingStream(5, Map.of());
        try (OnlineLearner learner = stream.learner()) {
            RowState items = rows(learner, "items.in");
            RowState dictionary = rows(learner, "items.ids");
            List<double[]> naive = new ArrayList<>();
            for (int step = 1; step <= 220; step++) {
                learner.learn(stream.next(8));
                ByteBuffer now = bytes(items);
                for (int row = 0; row < items.rows(); row++) {
                    if (row == naive.size()) {
                        long id = bytes(dictionary).getLong(row * dictionary.rowBytes());
                        naive.add(beginning(id, stream.config()));
                    }
                    for (int k = 0; k < WIDTH; k++) {
                        double online = now.getFloat(row * items.rowBytes() + k * Float.BYTES);
                        naive.get(row)[k] = MOMENTUM * naive.get(row)[k] + (1 - MOMENTUM) * online;
                    }
                }
            }
            ByteBuffer end = bytes(items);
            int late = 0;
            for (int row = 0; row < items.rows(); row++) {
                int at = row * items.rowBytes();
                int movedAt = end.getInt(at + items.rowBytes() - Integer.BYTES);
                late += movedAt < 220 ? 1 : 0;
                double left = Math.pow(MOMENTUM, 220 - movedAt);
                for (int k = 0; k < WIDTH; k++) {
                    double online = end.getFloat(at + k * Float.BYTES);
                    double copy = end.getFloat(at + (WIDTH + 1 + k) * Float.BYTES);
                    double caughtUp = online + (copy - online) * left;
                    assertThat(caughtUp)
                            .as("row " + row + " of " + items.rows())
                            .isCloseTo(naive.get(row)[k], offset(2e-6));
                }
            }
            assertThat(late).as("rows that the last step did not touch").isGreaterThan(20);
        }
    }

    /** What a value's row begins with: the numbers that a table of the same name and seed gives it. */
    private static double[] beginning(long id, LearnerConfig config) {
        RowDictionary dictionary = new RowDictionary(new RowDictionary.Config("items", 16));
        EmbeddingTable.Config table = Tables.itemsIn(config);
        try (EmbeddingTable rows = new EmbeddingTable(table, dictionary, config.seed(), Device.cpu())) {
            dictionary.begin(0, row -> false);
            int row = dictionary.admit(id);
            rows.initialise(dictionary.fresh());
            ByteBuffer bytes = bytes(rows);
            double[] beginning = new double[WIDTH];
            Arrays.setAll(beginning, k -> bytes.getFloat(row * rows.rowBytes() + k * Float.BYTES));
            return beginning;
        }
    }

    @Test
    void keepsToItsCapacityAndForgetsWhatIsNoLongerUsed() {
        RingStream stream = new RingStream(6, Map.of("learner.table.items", "40", "learner.table.values", "60"));
        try (OnlineLearner learner = stream.learner()) {
            for (int step = 0; step < 200; step++) {
                assertThat(learner.learn(stream.next(8)).skipped()).isFalse();
            }
            Map<String, Double> figures = learner.figures();
            assertThat(figures.get("table.items.rows")).isEqualTo(38);
            assertThat(figures.get("table.items.evictions")).isGreaterThan(10);
            assertThat(figures.get("table.items.admissions")).isEqualTo(38 + figures.get("table.items.evictions"));
            assertThat(figures.get("table.values.rows")).isEqualTo(58);
            assertThat(figures.get("table.values.evictions")).isPositive();
            assertThat(figures.get("table.items.refused")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"learner.table.items, 40", "learner.table.expire-after-events, 100"})
    void itemsThatLoseTheirRowsAreWithdrawnAndNoOthers(String setting, String value) throws IOException {
        RingStream stream = new RingStream(6, Map.of(setting, value));
        OnlineLearner learner = stream.learner();
        try {
            Set<String> published = new HashSet<>();
            int withdrawn = 0;
            for (int step = 0; step < 200; step++) {
                StepResult result = learner.learn(stream.next(8));
                assertThat(published).containsAll(result.withdrawn());
                published.removeAll(result.withdrawn());
                withdrawn += result.withdrawn().size();
                result.embeddings().stream()
                        .filter(embedded -> embedded.kind().equals(EmbeddingRecord.ITEM))
                        .forEach(embedded -> published.add(embedded.id()));
                // what is out is what the model knows, whatever was forgotten in between
                assertThat(published)
                        .hasSize(learner.figures().get("table.items.rows").intValue());
                if (step == 120) {
                    Checkpoint checkpoint = Checkpoint.none().next(learner);
                    learner.close();
                    learner = stream.learner();
                    checkpoint.restore(learner);
                }
            }
            assertThat(withdrawn).isGreaterThan(10);
        } finally {
            learner.close();
        }
    }

    @Test
    void aQueueThatNeedsEveryRowLetsNewItemsInAsItMovesOn() {
        RingStream stream = new RingStream(6, Map.of("learner.table.items", "16"));
        try (OnlineLearner learner = stream.learner()) {
            for (int step = 0; step < 200; step++) {
                assertThat(learner.learn(stream.next(8)).skipped()).isFalse();
            }
            Map<String, Double> figures = learner.figures();
            assertThat(figures.get("table.items.rows")).isEqualTo(14);
            assertThat(figures.get("table.items.refused")).isPositive();
            assertThat(figures.get("table.items.evictions")).isGreaterThan(10);
        }
    }

    @Test
    void anItemThatIsAdmittedLateIsPublishedFromThenOn() {
        RingStream stream = new RingStream(7, Map.of("learner.table.admit-after", "3"));
        try (OnlineLearner learner = stream.learner()) {
            List<Example> batch = stream.next(8);
            List<Example> once = List.of(batch.get(0));
            assertThat(kinds(learner.learn(once))).containsExactly("entity");
            assertThat(kinds(learner.learn(once))).containsExactly("entity");
            assertThat(kinds(learner.learn(once))).containsExactly("entity", "item");
        }
    }

    @Test
    void expiredItemsAreNotRankedAmong() {
        RingStream stream = new RingStream(8, Map.of("learner.table.expire-after-events", "100"));
        try (OnlineLearner learner = stream.learner()) {
            for (int step = 0; step < 200; step++) {
                assertThat(learner.learn(stream.next(8)).skipped()).isFalse();
            }
            Map<String, Double> figures = learner.figures();
            assertThat(figures.get("table.items.expired")).isGreaterThan(10);
            // 20 items at a time, and those that have gone within the last 100 events or are in the queue
            assertThat(figures.get("table.items.rows")).isBetween(20.0, 35.0);
            assertThat(figures.get("prequential.scored")).isGreaterThan(1000);
            assertThat(figures.get("prequential.hr10")).isGreaterThan(.2);
        }
    }

    @Test
    void aCheckpointTakesOnlyRowsThatChanged() throws IOException {
        RingStream stream = new RingStream(9, Map.of("learner.objectives.next-event.catalogue", "0"));
        try (OnlineLearner learner = stream.learner()) {
            for (int step = 0; step < 150; step++) {
                learner.learn(stream.next(8));
            }
            Checkpoint first = Checkpoint.none().next(learner);
            learner.learn(stream.next(8));
            Checkpoint second = first.next(learner);
            Checkpoint third = second.next(learner);

            assertThat(second.crossed()).isLessThan(first.crossed() * 3 / 4).isPositive();
            assertThat(third.crossed()).isZero();
        }
    }

    @Test
    void aCheckpointTakesOnlyTheHistoriesThatReplayGotSince() throws IOException {
        RingStream stream = new RingStream(9, Map.of("learner.replay.capacity", "1000"));
        try (OnlineLearner learner = stream.learner()) {
            for (int step = 0; step < 150; step++) {
                learner.learn(stream.next(8));
            }
            Checkpoint.none().next(learner);
            learner.learn(stream.next(8));

            KeptRows replay = learner.rows().stream()
                    .filter(rows -> rows.name().equals("replay"))
                    .findFirst()
                    .orElseThrow();
            assertThat(replay.rows()).isEqualTo(1000);
            assertThat(replay.changed().cardinality()).isEqualTo(8);
        }
    }

    @Test
    void extraUpdatesAreStepsButNoExamples() {
        RingStream stream = new RingStream(10, Map.of("learner.replay.extra-updates", "2"));
        try (OnlineLearner learner = stream.learner()) {
            StepResult first = learner.learn(stream.next(8));
            StepResult second = learner.learn(stream.next(8));
            learner.learn(stream.next(8));

            assertThat(first.step()).as("there was nothing to replay").isEqualTo(1);
            assertThat(second.step()).isEqualTo(4);
            assertThat(learner.counters()).isEqualTo(new LearnerCounters(24, 7, 0));
            assertThat(learner.figures().get("table.items.hits")
                            + learner.figures().get("table.items.admissions"))
                    .isEqualTo(24);
        }
    }

    private static List<String> kinds(StepResult result) {
        return result.embeddings().stream().map(EmbeddedVector::kind).toList();
    }

    private static RowState rows(OnlineLearner learner, String name) {
        return learner.rows().stream()
                .filter(state -> state.name().equals(name))
                .map(RowState.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static ByteBuffer bytes(RowState state) {
        int[] all = new int[state.rows()];
        Arrays.setAll(all, row -> row);
        ByteBuffer bytes = ByteBuffer.allocate(all.length * state.rowBytes());
        state.write(all, bytes);
        return bytes.flip();
    }
}
