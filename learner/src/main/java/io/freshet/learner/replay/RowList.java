package io.freshet.learner.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** The bytes of rows in their places. */
final class RowList {
    private RowList() {}

    static <T> void save(List<T> rows, int capacity, Replay.RowCodec<T> codec, DataOutput out) throws IOException {
        out.writeInt(capacity);
        out.writeInt(rows.size());
        for (T row : rows) {
            codec.write(row, out);
        }
    }

    static <T> void restore(List<T> rows, int capacity, Replay.RowCodec<T> codec, DataInput in) throws IOException {
        int savedCapacity = in.readInt();
        if (savedCapacity != capacity) {
            throw new IOException("replay: saved with capacity " + savedCapacity + ", this one has " + capacity);
        }
        int size = in.readInt();
        if (size < 0 || size > capacity) {
            throw new IOException("replay: " + size + " rows of " + capacity);
        }
        rows.clear();
        for (int i = 0; i < size; i++) {
            rows.add(codec.read(in));
        }
    }
}
