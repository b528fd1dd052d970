package io.freshet.model.table;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which use was the last at a few moments, so that a row's idleness is told from the number of its last use alone. The
 * moments stand so close that a row goes at most a 64th of the bound, or a step, late.
 */
final class IdleMarks {
    private static final int MARKS_A_BOUND = 64;

    private final long bound;
    private final LongArrayList times = new LongArrayList();
    private final LongArrayList uses = new LongArrayList();

    /** @param bound of idleness, in the unit of the times; 0 is none */
    IdleMarks(long bound) {
        this.bound = bound;
    }

    /** Notes how many uses there had been at a moment; moments that go back are passed over. */
    void note(long now, long usesSoFar) {
        if (bound == 0) {
            return;
        }
        int last = times.size() - 1;
        if (last < 0 || now - times.getLong(last) >= Math.max(1, bound / MARKS_A_BOUND)) {
            times.add(now);
            uses.add(usesSoFar);
        }
    }

    /** The last use that is longer ago than the bound; 0 where none is. Marks that nobody needs are dropped. */
    long lastIdle(long now) {
        int old = 0;
        while (old < times.size() && times.getLong(old) <= now - bound) {
            old++;
        }
        if (bound == 0 || old == 0) {
            return 0;
        }
        long last = uses.getLong(old - 1);
        times.removeElements(0, old - 1);
        uses.removeElements(0, old - 1);
        return last;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(times.size());
        for (int i = 0; i < times.size(); i++) {
            out.writeLong(times.getLong(i));
            out.writeLong(uses.getLong(i));
        }
    }

    void restore(DataInput in) throws IOException {
        times.clear();
        uses.clear();
        for (int n = in.readInt(); n > 0; n--) {
            times.add(in.readLong());
            uses.add(in.readLong());
        }
    }
}
