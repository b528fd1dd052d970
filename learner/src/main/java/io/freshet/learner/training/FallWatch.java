package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether the hit rate over a window has fallen far under its own level in the long run. After a fall the level is
 * learnt anew: a stream that has changed for good must not be held against what it was.
 */
final class FallWatch {
    private static final int LONG_RUN = 10; // windows
    private static final double LEAST_HITS = 50; // expected of a window, so that a fall is no accident

    private final GuardConfig.Fall config;
    private final byte[] recent;
    private long scored;
    private long recentHits;
    private double level;

    FallWatch(GuardConfig.Fall config) {
        this.config = config;
        this.recent = new byte[config.window()];
    }

    void add(boolean hit) {
        int at = (int) (scored % recent.length);
        recentHits += (hit ? 1 : 0) - recent[at];
        recent[at] = (byte) (hit ? 1 : 0);
        scored++;
        // the mean at first, and later that of the last windows by weight
        level += ((hit ? 1 : 0) - level) / Math.min(scored, (long) LONG_RUN * recent.length);
    }

    @Nullable
    String verdict() {
        if (scored < 2L * recent.length || level * recent.length < LEAST_HITS) {
            return null;
        }
        double now = (double) recentHits / recent.length;
        if (now >= config.share() * level) {
            return null;
        }
        String sentence = String.format(
                Locale.ROOT,
                "of the last %d scored events %.3f had their item among the first ten, against %.3f in the long run",
                recent.length,
                now,
                level);
        clear();
        return sentence;
    }

    private void clear() {
        Arrays.fill(recent, (byte) 0);
        scored = 0;
        recentHits = 0;
        level = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(recent.length);
        out.write(recent);
        out.writeLong(scored);
        out.writeDouble(level);
    }

    void restore(DataInput in) throws IOException {
        int length = in.readInt();
        byte[] saved = new byte[Math.max(0, length)];
        in.readFully(saved);
        scored = in.readLong();
        level = in.readDouble();
        if (length != recent.length) {
            clear(); // of another window: begin anew
            return;
        }
        System.arraycopy(saved, 0, recent, 0, length);
        recentHits = 0;
        for (byte hit : recent) {
            recentHits += hit;
        }
    }
}
