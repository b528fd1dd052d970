package io.freshet.learner.training;

import java.util.Arrays;

/**
 * The distinct rows that a step reads of one table, in the order in which they were first asked for. Emptied in constant
 * time, so that a step's cost does not depend on the table's size.
 */
final class RowSet {
    private long[] rows = new long[1024];
    private int size;
    private int[] place = new int[1024];
    private int[] stamp = new int[1024];
    private int now = 1;

    void clear() {
        size = 0;
        if (++now == Integer.MAX_VALUE) {
            Arrays.fill(stamp, 0);
            now = 1;
        }
    }

    /** The row's place among the distinct ones; it gets one where it has none. */
    int add(int row) {
        if (row >= place.length) {
            int length = Math.max(row + 1, 2 * place.length);
            place = Arrays.copyOf(place, length);
            stamp = Arrays.copyOf(stamp, length);
        }
        if (stamp[row] == now) {
            return place[row];
        }
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
        }
        rows[size] = row;
        stamp[row] = now;
        place[row] = size;
        return size++;
    }

    /** The row's place, or -1 where it was not added. */
    int find(int row) {
        return row < stamp.length && stamp[row] == now ? place[row] : -1;
    }

    int size() {
        return size;
    }

    int row(int at) {
        return (int) rows[at];
    }

    long[] rows() {
        return Arrays.copyOf(rows, size);
    }
}
