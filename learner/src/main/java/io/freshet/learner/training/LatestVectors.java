package io.freshet.learner.training;

import io.freshet.learner.evaluate.Anisotropy;
import io.freshet.learner.evaluate.Deviation;
import io.freshet.learner.evaluate.EffectiveRank;
import io.freshet.learner.evaluate.Uniformity;
import java.util.Arrays;
import java.util.Map;

/**
 * The vectors published last, to see whether they still use the space: a collapse shows here first. A view of what was
 * published, not part of the model, so it is not in snapshots.
 */
final class LatestVectors {
    private static final int KEPT = 256;
    private static final int FEWEST = 32;
    // singular values cost more than a step: figures are of a while ago rather than dear
    private static final int BETWEEN_FIGURES = 4096;

    private final float[][] ring = new float[KEPT][];
    private long added;
    private long figuredAt;
    private Map<String, Double> figures = Map.of();

    /** @param width how many of its first dimensions count: those of the prior say nothing of the space */
    void add(float[] vector, int width) {
        ring[(int) (added++ % KEPT)] = Arrays.copyOf(vector, width);
    }

    /** Forgets what was never published. */
    void clear() {
        added = 0;
        figuredAt = 0;
        figures = Map.of();
    }

    /**
     * {@code uniformity}, {@code effective-rank} (RankMe), {@code anisotropy} and {@code deviation}, which is 1 where
     * vectors spread evenly; empty while there are too few.
     */
    Map<String, Double> figures() {
        boolean due = figures.isEmpty() || added - figuredAt >= BETWEEN_FIGURES;
        if (due && added >= FEWEST) {
            float[][] rows = Arrays.copyOf(ring, (int) Math.min(added, KEPT));
            figures = Map.of(
                    "uniformity", Uniformity.of(rows),
                    "effective-rank", EffectiveRank.of(rows),
                    "anisotropy", Anisotropy.of(rows),
                    "deviation", Deviation.collapse(rows) * Math.sqrt(rows[0].length));
            figuredAt = added;
        }
        return figures;
    }
}
