package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** An entity's items as the floors need them: the last few visits, and each item once, by its last visit. */
public final class EntityHistory {
    static final int RECENT = 5;
    private static final int MAX_ITEMS = 1_000_000;

    private int[] recent = new int[4];
    private int recentSize;
    private int[] items = new int[4];
    private int itemsSize;

    EntityHistory() {}

    boolean isEmpty() {
        return recentSize == 0;
    }

    /** How many of the last visits are known. */
    int recentVisits() {
        return recentSize;
    }

    /** @param ago 0 for the last visit, 1 for the one before */
    int visit(int ago) {
        return recent[recentSize - 1 - ago];
    }

    /** How many different items. */
    int items() {
        return itemsSize;
    }

    /** @param place 0 for the item of the last visit, then the items before it, each at its last visit */
    int item(int place) {
        return items[itemsSize - 1 - place];
    }

    /** Place of an item, or -1. */
    int placeOf(int item) {
        for (int i = itemsSize - 1; i >= 0; i--) {
            if (items[i] == item) {
                return itemsSize - 1 - i;
            }
        }
        return -1;
    }

    /** @param maxItems the items whose last visit is longest ago are forgotten beyond it */
    void add(int item, int maxItems) {
        if (recentSize == RECENT) {
            System.arraycopy(recent, 1, recent, 0, RECENT - 1);
            recentSize--;
        }
        recent = withRoom(recent, recentSize);
        recent[recentSize++] = item;

        int place = placeOf(item);
        if (place < 0 && itemsSize >= maxItems) {
            place = itemsSize - 1;
        }
        if (place >= 0) {
            int at = itemsSize - 1 - place;
            System.arraycopy(items, at + 1, items, at, place);
            itemsSize--;
        }
        items = withRoom(items, itemsSize);
        items[itemsSize++] = item;
    }

    void save(DataOutput out) throws IOException {
        write(out, recent, recentSize);
        write(out, items, itemsSize);
    }

    static EntityHistory restored(DataInput in) throws IOException {
        EntityHistory history = new EntityHistory();
        history.recent = read(in, RECENT);
        history.recentSize = history.recent.length;
        history.items = read(in, MAX_ITEMS);
        history.itemsSize = history.items.length;
        return history;
    }

    private static void write(DataOutput out, int[] values, int size) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(values[i]);
        }
    }

    private static int[] read(DataInput in, int max) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > max) {
            throw new IOException("entity history: a length of " + size);
        }
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = in.readInt();
        }
        return values;
    }

    private static int[] withRoom(int[] values, int size) {
        return size < values.length ? values : Arrays.copyOf(values, Math.max(4, 2 * size));
    }
}
