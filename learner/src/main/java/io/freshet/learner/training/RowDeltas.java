package io.freshet.learner.training;

import io.freshet.model.table.EmbeddingTable;
import io.freshet.model.table.RowDictionary;
import java.util.Arrays;

/**
 * What a round has done to the rows of a table. A row that two trainers have moved is moved by both: rows are touched by few
 * events, and the sum is what one trainer that had seen all of them would have done, but for the order. Rows are named by
 * their values, since each trainer has a dictionary of its own.
 */
final class RowDeltas {
    private final EmbeddingTable table;
    private final RowDictionary dictionary;
    private final int columns;
    /** The rows that the round has touched, each with its value and its numbers before. */
    private final RowSet dirty = new RowSet();

    private long[] ids = new long[1024];
    private float[] before;

    /**
     * Some rows' moves.
     *
     * @param ids of their values
     * @param by how far (ids, columns)
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Moves(long[] ids, float[] by) {}

    RowDeltas(EmbeddingTable table, RowDictionary dictionary) {
        this.table = table;
        this.dictionary = dictionary;
        this.columns = table.config().layout().trained();
        this.before = new float[ids.length * columns];
    }

    int columns() {
        return columns;
    }

    /** A step is about to change these rows. */
    void touch(RowSet rows) {
        long[] unseen = new long[rows.size()];
        int count = 0;
        for (int at = 0; at < rows.size(); at++) {
            int row = rows.row(at);
            int place = dirty.find(row);
            // a row may have become another value's in the middle of a round
            if (row != RowDictionary.NONE && (place < 0 || ids[place] != dictionary.idOf(row))) {
                unseen[count++] = row;
            }
        }
        if (count > 0) {
            keep(Arrays.copyOf(unseen, count));
        }
    }

    private void keep(long[] rows) {
        float[] numbers = table.trained(rows);
        for (int i = 0; i < rows.length; i++) {
            int place = dirty.add((int) rows[i]);
            if (place >= ids.length) {
                ids = Arrays.copyOf(ids, 2 * ids.length);
                before = Arrays.copyOf(before, ids.length * columns);
            }
            ids[place] = dictionary.idOf((int) rows[i]);
            System.arraycopy(numbers, i * columns, before, place * columns, columns);
        }
    }

    /** Ends a round: what it has moved. Rows whose values have lost them meanwhile are left out. */
    Moves endRound() {
        long[] rows = dirty.rows();
        float[] by = table.trained(rows);
        int count = 0;
        for (int place = 0; place < rows.length; place++) {
            if (ids[place] == dictionary.idOf((int) rows[place]) && subtract(by, place, count)) {
                ids[count++] = ids[place];
            }
        }
        dirty.clear();
        return new Moves(Arrays.copyOf(ids, count), Arrays.copyOf(by, count * columns));
    }

    /** Puts a row's move in place {@code to}; whether there is one. */
    private boolean subtract(float[] now, int place, int to) {
        boolean moved = false;
        for (int d = 0; d < columns; d++) {
            float by = now[place * columns + d] - before[place * columns + d];
            now[to * columns + d] = by;
            moved |= by != 0;
        }
        return moved;
    }

    /** Takes another trainer's moves; those of values without a row here are left out. */
    void take(Moves moves) {
        long[] rows = new long[moves.ids().length];
        float[] by = moves.by().clone();
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            int row = dictionary.find(moves.ids()[i]);
            if (row != RowDictionary.NONE) {
                rows[count] = row;
                System.arraycopy(moves.by(), i * columns, by, count * columns, columns);
                count++;
            }
        }
        rows = Arrays.copyOf(rows, count);
        by = Arrays.copyOf(by, count * columns);
        table.add(rows, by, columns);
        rebase(rows, by);
    }

    // what others have done to a row is not this trainer's to publish
    private void rebase(long[] rows, float[] by) {
        for (int i = 0; i < rows.length; i++) {
            int place = dirty.find((int) rows[i]);
            if (place >= 0) {
                for (int d = 0; d < columns; d++) {
                    before[place * columns + d] += by[i * columns + d];
                }
            }
        }
    }
}
