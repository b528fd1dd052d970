package io.freshet.learner.training;

import io.freshet.learner.evaluate.Anisotropy;
import io.freshet.learner.evaluate.Deviation;
import io.freshet.learner.evaluate.EffectiveRank;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether what differs still gets different vectors. It looks at samples of the entities' vectors that steps have just
 * produced, one for each kind of newest event, so that entities who did the same do not count as collapsed.
 */
final class CollapseWatch {
    private static final int KEPT = 128;
    private static final int FEWEST = 16;
    private static final int A_STEP = 8;
    private static final int OLDEST = 16; // steps: what is older hides what the model has become

    private record Sample(float[] vector, long step) {}

    private final GuardConfig.Collapse config;
    private final Map<Long, Sample> samples = new LinkedHashMap<>();
    private long step;
    private int taken;

    CollapseWatch(GuardConfig.Collapse config) {
        this.config = config;
    }

    void begin() {
        step++;
        taken = 0;
    }

    /** @param sameness equal for events that may have equal vectors */
    void sample(long sameness, float[] vector) {
        if (taken < A_STEP) {
            taken++;
            samples.remove(sameness); // to the end
            samples.put(sameness, new Sample(vector, step));
        }
    }

    /** What is wrong with the samples, at the steps in which they are looked at. */
    @Nullable
    String verdict() {
        if (step % config.every() != 0) {
            return null;
        }
        forget();
        if (samples.size() < FEWEST) {
            return null;
        }
        float[][] rows = samples.values().stream().map(Sample::vector).toArray(float[][]::new);
        if (Arrays.stream(rows).allMatch(CollapseWatch::isZero)) {
            return "the embeddings of " + rows.length + " different events are all zero";
        }
        double cosine = Anisotropy.of(rows);
        if (cosine < config.cosine()) {
            return null; // the cheapest figure first
        }
        double deviation = Deviation.collapse(rows) * Math.sqrt(rows[0].length);
        double rank = EffectiveRank.of(rows);
        boolean collapsed = rank <= config.rank() && deviation <= config.deviation();
        return collapsed
                ? String.format(
                        Locale.ROOT,
                        "the embeddings of %d different events are one: mean cosine %.4f, effective rank %.2f,"
                                + " deviation %.4f of that of even ones",
                        rows.length,
                        cosine,
                        rank,
                        deviation)
                : null;
    }

    private static boolean isZero(float[] vector) {
        for (float x : vector) {
            if (Math.abs(x) > 1e-6f) {
                return false;
            }
        }
        return true;
    }

    private void forget() {
        Iterator<Sample> oldestFirst = samples.values().iterator();
        while (oldestFirst.hasNext()) {
            Sample oldest = oldestFirst.next();
            if (oldest.step() <= step - OLDEST || samples.size() > KEPT) {
                oldestFirst.remove();
            }
        }
    }

    void clear() {
        samples.clear();
    }
}
