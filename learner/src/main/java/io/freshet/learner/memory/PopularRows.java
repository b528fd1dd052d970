package io.freshet.learner.memory;

import io.freshet.model.table.RowDictionary;
import it.unimi.dsi.fastutil.ints.IntComparator;
import it.unimi.dsi.fastutil.ints.IntHeapPriorityQueue;
import java.util.function.IntToDoubleFunction;

/** The rows that came most of late, found once a batch, because a batch is ranked before it counts. */
final class PopularRows {
    private final IntToDoubleFunction popularity;
    private final RowDictionary items;
    private final int most;
    private int[] rows = {};
    private boolean known;

    /** @param popularity by row; {@link ForwardDecay#NEVER} for what has not come */
    PopularRows(IntToDoubleFunction popularity, RowDictionary items, int most) {
        this.popularity = popularity;
        this.items = items;
        this.most = most;
    }

    void changed() {
        known = false;
    }

    /** At most so many rows, in no order. */
    int[] first() {
        if (!known) {
            rows = find();
            known = true;
        }
        return rows;
    }

    private int[] find() {
        // the row decides where two are equal, so that a restored learner finds the same
        IntComparator leastFirst = (a, b) -> {
            int order = Double.compare(popularity.applyAsDouble(a), popularity.applyAsDouble(b));
            return order != 0 ? order : Integer.compare(b, a);
        };
        IntHeapPriorityQueue top = new IntHeapPriorityQueue(most + 1, leastFirst);
        for (int row = RowDictionary.FIRST; row < items.size(); row++) {
            boolean full = top.size() == most;
            if (popularity.applyAsDouble(row) > ForwardDecay.NEVER
                    && (!full || leastFirst.compare(row, top.firstInt()) > 0)) {
                if (full) {
                    top.dequeueInt();
                }
                top.enqueue(row);
            }
        }
        int[] found = new int[top.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = top.dequeueInt();
        }
        return found;
    }
}
