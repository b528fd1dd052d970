package io.freshet.learner.memory;

import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * What came near one item: for each other item how often it came after this one, and how often before, nearness and age
 * counted. Bounded; where it is full, whoever counts least makes room. A view of the cells that hold it, all in one place.
 */
final class Neighbours {
    /** What a neighbour takes, in bytes. */
    static final int BYTES = 2 * Long.BYTES;

    static final long[] NONE = {0};

    private static final int FIRST_CAPACITY = 2;
    // how many there are, then the key of each and its two counts
    private static final int HEAD = 1;

    private long[] cells;

    Neighbours(long[] cells) {
        this.cells = cells;
    }

    /** The cells of so many. */
    static long[] read(int count, LongBuffer from) {
        long[] cells = new long[HEAD + 2 * count];
        cells[0] = count;
        from.get(cells, HEAD, 2 * count);
        return cells;
    }

    void write(LongBuffer into) {
        into.put(cells, HEAD, 2 * size());
    }

    /** Where they are after an {@link #add}. */
    long[] cells() {
        return cells;
    }

    int size() {
        return (int) cells[0];
    }

    long key(int place) {
        return cells[HEAD + 2 * place];
    }

    /** How often the neighbour came after this item. */
    float after(int place) {
        return Float.intBitsToFloat((int) (counts(place) >>> 32));
    }

    /** How often the neighbour came before this item. */
    float before(int place) {
        return Float.intBitsToFloat((int) counts(place));
    }

    private long counts(int place) {
        return cells[HEAD + 2 * place + 1];
    }

    private void set(int place, float after, float before) {
        cells[HEAD + 2 * place + 1] =
                (long) Float.floatToRawIntBits(after) << 32 | Integer.toUnsignedLong(Float.floatToRawIntBits(before));
    }

    void add(long key, float cameAfter, float cameBefore, int capacity) {
        int place = place(key, capacity);
        set(place, after(place) + cameAfter, before(place) + cameBefore);
    }

    private int place(long key, int capacity) {
        int size = size();
        for (int i = 0; i < size; i++) {
            if (key(i) == key) {
                return i;
            }
        }
        int place = size < capacity ? grown() : least();
        cells[HEAD + 2 * place] = key;
        set(place, 0, 0);
        return place;
    }

    private int grown() {
        makeRoom(Integer.MAX_VALUE);
        return (int) cells[0]++;
    }

    /** Makes room for one more, where there may be so many. */
    void makeRoom(int capacity) {
        int size = size();
        if (HEAD + 2 * size == cells.length && size < capacity) {
            cells = Arrays.copyOf(cells, HEAD + 2 * Math.max(FIRST_CAPACITY, 2 * size));
        }
    }

    /** Takes counts away, as far as there are any; whoever has none left goes. */
    boolean take(long key, float cameAfter, float cameBefore) {
        int size = size();
        for (int i = 0; i < size; i++) {
            if (key(i) == key) {
                float after = Math.max(0, after(i) - cameAfter);
                float before = Math.max(0, before(i) - cameBefore);
                if (after > 0 || before > 0) {
                    set(i, after, before);
                } else {
                    remove(i, size - 1);
                }
                return true;
            }
        }
        return false;
    }

    private void remove(int place, int last) {
        System.arraycopy(cells, HEAD + 2 * last, cells, HEAD + 2 * place, 2);
        Arrays.fill(cells, HEAD + 2 * last, HEAD + 2 * last + 2, 0);
        cells[0] = last;
    }

    private int least() {
        int least = 0;
        for (int i = 1; i < size(); i++) {
            if (after(i) + before(i) < after(least) + before(least)) {
                least = i;
            }
        }
        return least;
    }

    /** Lets all counts fade. */
    void fade(float kept) {
        for (int i = 0; i < size(); i++) {
            set(i, after(i) * kept, before(i) * kept);
        }
    }
}
