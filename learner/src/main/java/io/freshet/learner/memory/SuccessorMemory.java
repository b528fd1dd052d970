package io.freshet.learner.memory;

import io.freshet.model.table.RowDictionary;
import java.util.Arrays;

/**
 * What follows what: for each item row, which items came within the next few events of an entity, and which within the
 * last few. A first-order Markov chain with skips (Rendle et al. 2010, FPMC; He and McAuley 2016), counted in one pass,
 * bounded by row, and faded with each visit of an item, so that what was the fashion once gives way.
 */
final class SuccessorMemory {
    /** How many of an entity's last events an event follows. */
    static final int REACH = 5;

    private final MemoryRows rows;
    private final float kept;

    /** @param halfLife in visits of an item */
    SuccessorMemory(MemoryRows rows, double halfLife) {
        this.rows = rows;
        this.kept = (float) Math.pow(.5, 1 / halfLife);
    }

    /**
     * Makes ready for an event that {@link #learn} is going to count. Best of many before anything is done with one: in a
     * large table each row is a miss of the caches or three, and where nothing stands between them the processor waits for
     * many at once.
     */
    void expect(int item, int[] recent) {
        if (item >= RowDictionary.FIRST) {
            rows.makeRoom(item);
            for (int ago = 0; ago < Math.min(REACH, recent.length); ago++) {
                if (recent[ago] >= RowDictionary.FIRST) {
                    rows.makeRoom(recent[ago]);
                }
            }
        }
    }

    /**
     * Counts an event.
     *
     * @param recent rows of the entity's items before it, the last one first; those below {@link RowDictionary#FIRST}
     *     stand for no item
     */
    void learn(int item, int[] recent) {
        rows.change(item);
        long key = rows.key(item);
        for (int ago = 0; ago < Math.min(REACH, recent.length); ago++) {
            int earlier = recent[ago];
            if (earlier >= RowDictionary.FIRST) {
                rows.change(earlier);
                float nearness = 1f / (ago + 1);
                rows.addNeighbour(earlier, key, nearness, 0);
                rows.addNeighbour(item, rows.key(earlier), 0, nearness);
            }
        }
        rows.neighbours(item).fade(kept);
        rows.setVisits(item, visits(item) * kept + 1);
    }

    /**
     * Takes back what an entity's events have counted. They have faded since, and nobody knows by how much each: the whole
     * is taken, as far as it is there, so that of a pair which only this entity had nothing is left.
     *
     * @param history rows of the entity's items, the last one first
     * @return how many counts were there to be taken from
     */
    int unlearn(int[] history) {
        int taken = 0;
        for (int at = 0; at < history.length; at++) {
            if (history[at] >= RowDictionary.FIRST) {
                taken += unlearn(history[at], Arrays.copyOfRange(history, at + 1, history.length));
            }
        }
        return taken;
    }

    private int unlearn(int item, int[] recent) {
        int taken = 0;
        rows.change(item);
        for (int ago = 0; ago < Math.min(REACH, recent.length); ago++) {
            int earlier = recent[ago];
            if (earlier >= RowDictionary.FIRST) {
                rows.change(earlier);
                float nearness = 1f / (ago + 1);
                taken += rows.neighbours(earlier).take(rows.key(item), nearness, 0) ? 1 : 0;
                taken += rows.neighbours(item).take(rows.key(earlier), 0, nearness) ? 1 : 0;
            }
        }
        rows.setVisits(item, Math.max(0, visits(item) - 1));
        return taken;
    }

    /** How often an item came, fading. */
    float visits(int row) {
        return rows.visits(row);
    }

    Neighbours of(int row) {
        return rows.neighbours(row);
    }

    /** The row of a neighbour, or {@link RowDictionary#NONE} where that item has lost its row. */
    int row(long key) {
        return rows.row(key);
    }
}
