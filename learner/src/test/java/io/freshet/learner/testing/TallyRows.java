package io.freshet.learner.testing;

import io.freshet.model.table.RowState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** Rows that only count, each with some ballast. */
public final class TallyRows implements RowState {
    public static final int ROWS = 64;

    private final int[] counts;
    private final int ballast;
    private final BitSet changed = new BitSet();

    TallyRows() {
        this(ROWS, 0);
    }

    /** @param ballast bytes of a row beside its count */
    public TallyRows(int rows, int ballast) {
        this.counts = new int[rows];
        this.ballast = ballast;
        changed.set(0, rows);
    }

    public void count(int row) {
        counts[row]++;
        changed.set(row);
    }

    int sum() {
        return Arrays.stream(counts).sum();
    }

    @Override
    public String name() {
        return "tally";
    }

    @Override
    public int rows() {
        return counts.length;
    }

    @Override
    public int rowBytes() {
        return Integer.BYTES + ballast;
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public void write(int[] rows, ByteBuffer into) {
        byte[] filling = new byte[ballast];
        for (int row : rows) {
            // nothing that a compression could take away
            new java.util.SplittableRandom(row * 31L + counts[row]).nextBytes(filling);
            into.putInt(counts[row]).put(filling);
        }
    }

    @Override
    public void read(int[] rows, ByteBuffer from) {
        for (int row : rows) {
            counts[row] = from.getInt();
            from.position(from.position() + ballast);
        }
    }
}
