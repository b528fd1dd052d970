package io.freshet.model.table;

import it.unimi.dsi.fastutil.longs.Long2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often values have come that have no row yet. The counts are exact and their number is bounded: the value that came
 * longest ago is forgotten, so that what comes rarely enough never gets a row.
 */
final class Newcomers {
    private static final int MOST = 1 << 16;

    private final Long2IntLinkedOpenHashMap counts = new Long2IntLinkedOpenHashMap();

    /** Counts a value, and says how often it has come with this time. */
    int count(long id) {
        int count = counts.get(id) + 1;
        counts.putAndMoveToLast(id, count);
        if (counts.size() > MOST) {
            counts.removeFirstInt();
        }
        return count;
    }

    void forget(long id) {
        counts.remove(id);
    }

    int size() {
        return counts.size();
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(counts.size());
        for (Long2IntMap.Entry entry : counts.long2IntEntrySet()) {
            out.writeLong(entry.getLongKey());
            out.writeInt(entry.getIntValue());
        }
    }

    void restore(DataInput in) throws IOException {
        counts.clear();
        for (int n = in.readInt(); n > 0; n--) {
            counts.putAndMoveToLast(in.readLong(), in.readInt());
        }
    }
}
