package io.freshet.model.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EmbeddingTableTest {
    private static final int WIDTH = 4;

    @Test
    void aRowsFirstNumbersDependOnItsValueAlone() {
        try (Rows early = new Rows(100, 7, 8, 9);
                Rows late = new Rows(100, 5, 9)) {
            assertThat(late.row(9)).isEqualTo(early.row(9));
            assertThat(late.row(9)).isNotEqualTo(early.row(8));
            assertThat(late.row(5).getFloat(0)).isNotZero();
        }
    }

    @Test
    void movingANewRowLeavesAllBesideItsNumbersAlone() {
        try (Rows rows = new Rows(100, 7, 8, 9)) {
            float[] before = numbers(rows.row(8));
            rows.table.move(new int[] {3}, new float[] {1, 2, 3, 4});
            for (int i = 0; i < WIDTH; i++) {
                assertThat(numbers(rows.row(8))[i]).isEqualTo(before[i] + i + 1);
            }
            assertThat(rows.row(8).getFloat(WIDTH * Float.BYTES))
                    .as("sum of squares")
                    .isZero();
            assertThat(rows.row(9)).isEqualTo(fresh(9));
        }
    }

    @Test
    void growingKeepsEveryRow() throws IOException {
        try (Rows rows = new Rows(10_000, LongStream.range(10, 900).toArray())) {
            rows.fill(3);
            byte[] before = RowStates.all(rows.table);
            rows.step(LongStream.range(900, 6000).toArray());

            byte[] after = RowStates.all(rows.table);
            assertThat(after).startsWith(before).hasSize(5992 * rows.table.rowBytes());
            assertThat(rows.row(5999)).isEqualTo(fresh(5999));
        }
    }

    @Test
    void nothingStaysOfWhatARowWasBefore() {
        try (Rows rows = new Rows(5, 7, 8, 9)) {
            rows.fill(3);
            rows.table.moved(new long[] {2, 3, 4}, 17);
            rows.step(20);

            ByteBuffer taken = rows.row(20);
            assertThat(taken.getFloat(WIDTH * Float.BYTES)).as("sum of squares").isZero();
            assertThat(momentum(taken)).as("momentum copy").isEqualTo(numbers(taken));
            assertThat(gradient(taken)).as("held gradient").containsOnly(0);
            assertThat(gradient(rows.row(8))).containsOnly(3);
            assertThat(numbers(taken)).isEqualTo(numbers(fresh(20)));
            assertThat(numbers(rows.row(8))).containsOnly(3);
        }
    }

    @Test
    void restoredFromWhatChangedIsTheSame() throws IOException {
        Map<Integer, byte[]> kept = new HashMap<>();
        try (Rows rows = new Rows(10_000, LongStream.range(10, 2000).toArray());
                Rows other = new Rows(10_000, LongStream.range(10, 2000).toArray())) {
            assertThat(RowStates.changed(rows.table, kept)).isEqualTo(1992);
            rows.fill(2);
            rows.table.moved(new long[] {1, 17, 1500}, 5);
            rows.table.changed(new long[] {17, 21});
            assertThat(rows.table.changed().cardinality()).isEqualTo(4);
            // only what was said to have changed crosses
            RowStates.changed(rows.table, kept);
            RowStates.restore(other.table, kept);

            assertThat(other.numbers(17)).containsOnly(2);
            assertThat(other.numbers(21)).containsOnly(2);
            assertThat(other.table.staleness(new long[] {17, 18, 21}, 9)).containsExactly(3, 8, 8);
            assertThat(numbers(other.row(18 + 8))).isEqualTo(numbers(fresh(18 + 8)));
        }
    }

    @Test
    void saveAndRestoreAreExact() throws IOException {
        try (Rows rows = new Rows(10_000, LongStream.range(10, 5000).toArray());
                Rows other = new Rows(10_000, LongStream.range(10, 5000).toArray())) {
            rows.fill(2);
            rows.table.moved(new long[] {1, 17, 1500}, 5);
            byte[] saved = RowStates.all(rows.table);
            other.table.restore(new DataInputStream(new ByteArrayInputStream(saved)));

            assertThat(RowStates.all(other.table)).isEqualTo(saved);
            assertThat(other.table.changed().cardinality()).isEqualTo(other.table.rows());
        }
    }

    private static ByteBuffer fresh(long id) {
        try (Rows rows = new Rows(100, id)) {
            return rows.row(id);
        }
    }

    private static float[] numbers(ByteBuffer row) {
        float[] numbers = new float[WIDTH];
        row.asFloatBuffer().get(0, numbers);
        return numbers;
    }

    private static float[] momentum(ByteBuffer row) {
        float[] numbers = new float[WIDTH];
        row.asFloatBuffer().get(WIDTH + 1, numbers);
        return numbers;
    }

    private static float[] gradient(ByteBuffer row) {
        float[] numbers = new float[WIDTH];
        row.asFloatBuffer().get(2 * WIDTH + 1, numbers);
        return numbers;
    }

    private static final class Rows implements AutoCloseable {
        private final RowDictionary dictionary;
        private final EmbeddingTable table;

        Rows(int capacity, long... ids) {
            dictionary = new RowDictionary(new RowDictionary.Config("items", capacity));
            RowLayout layout = new RowLayout(WIDTH, RowLayout.Beside.MOMENTUM, true);
            table = new EmbeddingTable(new EmbeddingTable.Config("items.in", layout, .1), dictionary, 3, Device.cpu());
            step(ids);
        }

        void step(long... ids) {
            dictionary.begin(0, row -> false);
            LongStream.of(ids).forEach(dictionary::admit);
            table.initialise(dictionary.fresh());
        }

        void fill(float value) {
            Map<String, DeviceTensor> tensors = new HashMap<>();
            table.addTo(tensors);
            for (DeviceTensor tensor : tensors.values()) {
                float[] values = new float[tensor.size()];
                java.util.Arrays.fill(values, value);
                tensor.set(values);
            }
        }

        ByteBuffer row(long id) {
            return bytes(dictionary.find(id));
        }

        float[] numbers(int row) {
            return EmbeddingTableTest.numbers(bytes(row));
        }

        private ByteBuffer bytes(int row) {
            ByteBuffer bytes = ByteBuffer.allocate(table.rowBytes());
            table.write(new int[] {row}, bytes);
            return bytes.flip();
        }

        @Override
        public void close() {
            table.close();
        }
    }
}
