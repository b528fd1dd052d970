package io.freshet.learner.replay;

import io.freshet.model.table.KeptRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** Remembered rows in their places. A checkpoint takes those that were put there since the last one. */
final class RowList<T> implements KeptRows {
    private final int capacity;
    private final Replay.RowCodec<T> codec;
    private final List<T> rows = new ArrayList<>();
    private final BitSet changed = new BitSet();

    RowList(int capacity, Replay.RowCodec<T> codec) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
        }
        this.capacity = capacity;
        this.codec = codec;
    }

    boolean isFull() {
        return rows.size() == capacity;
    }

    void add(T row) {
        changed.set(rows.size());
        rows.add(row);
    }

    void clear() {
        rows.clear();
        changed.clear();
    }

    void set(int place, T row) {
        changed.set(place);
        rows.set(place, row);
    }

    T get(int place) {
        return rows.get(place);
    }

    /** Takes a row away; the last one gets its place. */
    void remove(int place) {
        int last = rows.size() - 1;
        if (place < last) {
            set(place, rows.get(last));
        }
        rows.remove(last);
        changed.clear(last);
    }

    /** Takes the rows away that are so, each time with the last one in the place; returns how many. */
    int removeIf(Predicate<T> which, IntConsumer removed) {
        int before = rows.size();
        for (int place = before - 1; place >= 0; place--) {
            if (which.test(rows.get(place))) {
                remove(place);
                removed.accept(place);
            }
        }
        return before - rows.size();
    }

    List<T> sample(int count, SplittableRandom random) {
        return Sample.of(rows, count, random);
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public byte[][] bytes(int[] places) {
        byte[][] bytes = new byte[places.length][];
        try {
            for (int i = 0; i < places.length; i++) {
                ByteArrayOutputStream row = new ByteArrayOutputStream();
                codec.write(rows.get(places[i]), new DataOutputStream(row));
                bytes[i] = row.toByteArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of an array
        }
        return bytes;
    }

    @Override
    public void take(int[] places, byte[][] bytes) throws IOException {
        for (int i = 0; i < places.length; i++) {
            rows.set(places[i], codec.read(new DataInputStream(new ByteArrayInputStream(bytes[i]))));
        }
    }

    /** Writes how many rows there are. */
    void saveSize(DataOutput out) throws IOException {
        out.writeInt(capacity);
        out.writeInt(rows.size());
    }

    /** Forgets all rows and reads how many there are; they have to follow. */
    @SuppressWarnings("NullAway") // places are empty until their rows have come
    void restoreSize(DataInput in) throws IOException {
        int savedCapacity = in.readInt();
        if (savedCapacity != capacity) {
            throw new IOException("replay: saved with capacity " + savedCapacity + ", this one has " + capacity);
        }
        int size = in.readInt();
        if (size < 0 || size > capacity) {
            throw new IOException("replay: " + size + " rows of " + capacity);
        }
        rows.clear();
        rows.addAll(Collections.nCopies(size, null));
    }
}
