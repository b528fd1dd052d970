package io.freshet.learner.training;

import io.freshet.model.table.RowDictionary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * The queue of the next-event objective: the rows of the items of the last events. Its distinct rows, with the weights
 * they have now, are the negatives; so nothing in it grows stale.
 */
final class RecentItems {
    private final int[] ring;
    private int size;
    private int next;

    /** @param capacity in events */
    RecentItems(int capacity) {
        ring = new int[capacity];
    }

    void add(int row) {
        ring[next] = row;
        next = (next + 1) % ring.length;
        size = Math.min(size + 1, ring.length);
    }

    /** Every row in the queue, some of them often. */
    void forEach(IntConsumer consumer) {
        for (int i = 0; i < size; i++) {
            consumer.accept(ring[i]);
        }
    }

    /** Notes every row of the queue, oldest first, so that the order does not depend on where the ring stands. */
    void addTo(RowSet rows) {
        int oldest = size < ring.length ? 0 : next;
        for (int i = 0; i < size; i++) {
            int row = ring[(oldest + i) % ring.length];
            if (row >= RowDictionary.FIRST) {
                rows.add(row);
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(size);
        int oldest = size < ring.length ? 0 : next;
        for (int i = 0; i < size; i++) {
            out.writeInt(ring[(oldest + i) % ring.length]);
        }
    }

    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < 0 || saved > ring.length) {
            throw new IOException("a queue of " + saved + " items does not fit one of " + ring.length);
        }
        size = saved;
        next = saved % ring.length;
        for (int i = 0; i < saved; i++) {
            ring[i] = in.readInt();
        }
    }
}
