package io.freshet.learner.operator;

import java.util.Arrays;

/**
 * The items an entity had, oldest first, without repetition: a window on an array that its successors share. A trail
 * never changes what an earlier one sees, because appending writes behind every earlier window; so a checkpoint may read
 * an old trail while the stream goes on, and an event costs no copy of up to thousands of items.
 */
final class ItemTrail {

    static final ItemTrail EMPTY = new ItemTrail(new long[0], 0, 0);

    private final long[] items;
    private final int from;
    private final int to;

    private ItemTrail(long[] items, int from, int to) {
        this.items = items;
        this.from = from;
        this.to = to;
    }

    static ItemTrail of(long... items) {
        return items.length == 0 ? EMPTY : new ItemTrail(items, 0, items.length);
    }

    /** This trail and one more item, without the oldest where it would grow past the limit. */
    ItemTrail plus(long item, int limit) {
        if (limit == 0 || contains(item)) {
            return this;
        }
        int start = size() < limit ? from : to - limit + 1;
        if (to < items.length) {
            items[to] = item;
            return new ItemTrail(items, start, to + 1);
        }
        int kept = to - start;
        long[] grown = new long[Math.max(8, kept * 2)];
        System.arraycopy(items, start, grown, 0, kept);
        grown[kept] = item;
        return new ItemTrail(grown, 0, kept + 1);
    }

    int size() {
        return to - from;
    }

    long[] toArray() {
        return Arrays.copyOfRange(items, from, to);
    }

    private boolean contains(long item) {
        for (int i = to - 1; i >= from; i--) {
            if (items[i] == item) {
                return true;
            }
        }
        return false;
    }
}
