package io.freshet.model.table;

import java.util.Arrays;

/**
 * Rows in the order of their last use: a doubly linked list in two arrays, and the number of each row's last use, from
 * which the list can be built anew. 16 bytes a row.
 */
final class Recency {
    private static final int NOBODY = RowDictionary.NONE;

    private final int capacity;
    private int[] newer;
    private int[] older;
    private long[] usedAt;
    private int newest = NOBODY;
    private int oldest = NOBODY;
    private long uses;

    Recency(int capacity) {
        this.capacity = capacity;
        int rows = Math.min(capacity, 1024);
        newer = new int[rows];
        older = new int[rows];
        usedAt = new long[rows];
    }

    /** Puts a row in front, whether it is in the list or not. */
    void use(int row) {
        if (row >= usedAt.length) {
            int length = (int) Math.min(capacity, Math.max(row + 1L, 2L * usedAt.length));
            newer = Arrays.copyOf(newer, length);
            older = Arrays.copyOf(older, length);
            usedAt = Arrays.copyOf(usedAt, length);
        }
        if (usedAt[row] > 0) {
            unlink(row);
        }
        usedAt[row] = ++uses;
        link(row);
    }

    private void link(int row) {
        older[row] = newest;
        newer[row] = NOBODY;
        if (newest == NOBODY) {
            oldest = row;
        } else {
            newer[newest] = row;
        }
        newest = row;
    }

    private void unlink(int row) {
        int before = newer[row];
        int behind = older[row];
        if (before == NOBODY) {
            newest = behind;
        } else {
            older[before] = behind;
        }
        if (behind == NOBODY) {
            oldest = before;
        } else {
            newer[behind] = before;
        }
    }

    /**
     * Takes a row out of the list.
     *
     * @param mark what {@link #usedAt} is to say of it: 0, or below where something is to be told from it later
     */
    void remove(int row, long mark) {
        unlink(row);
        usedAt[row] = mark;
    }

    /** The row whose last use is longest ago, or 0. */
    int oldest() {
        return oldest;
    }

    /** The number of a row's last use, from 1; at most 0 where it is not in the list. */
    long usedAt(int row) {
        return row < usedAt.length ? usedAt[row] : 0;
    }

    /** The number of the last use of any row. */
    long uses() {
        return uses;
    }

    /** Forgets all. */
    void clear(long usesSoFar) {
        newest = NOBODY;
        oldest = NOBODY;
        uses = usesSoFar;
        Arrays.fill(usedAt, 0);
    }

    /** Notes a row's last use; {@link #relink} has to follow. */
    void restore(int row, long lastUse) {
        if (row >= usedAt.length) {
            usedAt = Arrays.copyOf(usedAt, (int) Math.min(capacity, Math.max(row + 1L, 2L * usedAt.length)));
        }
        usedAt[row] = lastUse;
    }

    /** Builds the list from the last uses of rows that are given in the order of those. */
    void relink(int[] oldestFirst) {
        newer = new int[usedAt.length];
        older = new int[usedAt.length];
        for (int row : oldestFirst) {
            link(row);
        }
    }
}
