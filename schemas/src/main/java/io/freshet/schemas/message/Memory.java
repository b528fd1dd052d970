package io.freshet.schemas.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the successor memory adds to an embedding: counts that no vector of some hundred dimensions holds. An item is
 * recommended to an entity by {@link OfEntity#score}.
 */
public sealed interface Memory {
    /** What counts that has hardly come, or never: a tenth of an event. */
    double LEAST_LOG_COUNT = Math.log(.1);

    /**
     * How popular an item is.
     *
     * @param events how many the stream had when the counts were these
     * @param logCounts natural logarithms of how often it came, by the half-lives of {@link OfEntity#popularity}
     */
    record OfItem(long events, float[] logCounts) implements Memory {
        private static final double LOG_TWO = Math.log(2);

        private double logCount(int which, double halfLife, long now) {
            return which < logCounts.length
                    ? Math.max(LEAST_LOG_COUNT, logCounts[which] - (now - events) * LOG_TWO / halfLife)
                    : LEAST_LOG_COUNT;
        }
    }

    /**
     * What an entity's last items bring to mind, and what counts how much for it.
     *
     * @param embeddings what the dot product counts
     * @param recalled the most likely first; the boost of all others is 0
     */
    record OfEntity(float embeddings, List<PopularityWeight> popularity, List<Recalled> recalled) implements Memory {
        /**
         * The score of recommending an item.
         *
         * @param dotProduct of the entity's vector and the item's
         * @param item null where nothing is known of its popularity
         * @param boost of {@link #recalled}, or 0
         * @param now how many events the stream has had; the same for all items that are compared
         */
        public double score(double dotProduct, @Nullable OfItem item, double boost, long now) {
            double score = embeddings * dotProduct + boost;
            for (int which = 0; which < popularity.size(); which++) {
                PopularityWeight of = popularity.get(which);
                score += of.weight * (item == null ? LEAST_LOG_COUNT : item.logCount(which, of.halfLife, now));
            }
            return score;
        }
    }

    /** @param halfLife in events */
    record PopularityWeight(double halfLife, float weight) {}

    /** An item that comes to mind, and how much more likely than others that makes it. */
    record Recalled(String item, float boost) {}
}
