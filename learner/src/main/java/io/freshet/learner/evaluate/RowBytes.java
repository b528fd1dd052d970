package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A row of {@link PairCounts} as bytes: gaps between columns and counts, mostly one byte each. */
final class RowBytes {
    private static final int MAX_BYTES_OF_PAIR = 10;

    private byte[] bytes = new byte[1024];
    private int size;
    private long[] pairs = new long[64];
    private int pairsSize;

    /** @param from columns before it are left out */
    void write(PairRow row, int from, DataOutput out) throws IOException {
        pairsSize = 0;
        row.forEach((column, count) -> {
            if (column >= from) {
                if (pairsSize == pairs.length) {
                    pairs = Arrays.copyOf(pairs, 2 * pairsSize);
                }
                pairs[pairsSize++] = (long) column << 32 | (int) count;
            }
        });
        Arrays.sort(pairs, 0, pairsSize);
        size = 0;
        int last = 0;
        for (int i = 0; i < pairsSize; i++) {
            int column = (int) (pairs[i] >>> 32);
            putNumber(column - last);
            putNumber((int) pairs[i]);
            last = column;
        }
        out.writeInt(size);
        out.write(bytes, 0, size);
    }

    void read(DataInput in, int items, PairRow.Visitor visitor) throws IOException {
        size = in.readInt();
        if (size < 0 || size > (long) MAX_BYTES_OF_PAIR * items) {
            throw new IOException("pair counts: a row of " + size + " bytes for " + items + " items");
        }
        bytes = bytes.length < size ? new byte[size] : bytes;
        in.readFully(bytes, 0, size);
        int column = 0;
        for (int at = 0; at < size; ) {
            int gap = number(at);
            at += length(gap);
            int count = number(at);
            at += length(count);
            column += gap;
            if (gap < 0 || column < 0 || column >= items || count < 0 || at > size) {
                throw new IOException("pair counts: a damaged row");
            }
            visitor.visit(column, count);
        }
    }

    private void putNumber(int number) {
        if (size + 5 > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int rest = number;
        while (rest > 0x7f) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private int number(int from) {
        int number = 0;
        for (int at = from, shift = 0; at < size && shift < 32; at++, shift += 7) {
            number |= (bytes[at] & 0x7f) << shift;
            if (bytes[at] >= 0) {
                break;
            }
        }
        return number;
    }

    private static int length(int number) {
        int length = 1;
        for (int rest = number >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        return length;
    }
}
