package io.freshet.learner.memory;

import java.util.Arrays;
import java.util.List;

/**
 * How often each item came of late, where late is the moment, the hour, the week and ever: what is the fashion differs
 * between them.
 */
final class Fashions {
    static final int LATELY = 2;

    static final int EVER = 3;
    /** In events. */
    static final List<ForwardDecay> DECAYS =
            List.of(new ForwardDecay(20), new ForwardDecay(200), new ForwardDecay(1000), new ForwardDecay(50_000));

    private final MemoryRows rows;
    private final double[] logNow = new double[DECAYS.size()];
    private long events;

    Fashions(MemoryRows rows) {
        this.rows = rows;
    }

    /** Counts an event. */
    void add(int row) {
        rows.change(row);
        for (int which = 0; which < logNow.length; which++) {
            rows.setPopularity(row, which, ForwardDecay.add(rows.popularity(row, which), logNow[which]));
        }
        restoreEvents(events + 1);
    }

    /** The natural logarithm of the decayed count. */
    float logCount(int row, int which) {
        return ForwardDecay.logCount(rows.popularity(row, which), logNow[which]);
    }

    /** How many times a row has come, any row. */
    long events() {
        return events;
    }

    void restoreEvents(long count) {
        events = count;
        Arrays.setAll(logNow, which -> DECAYS.get(which).logNow(count));
    }
}
