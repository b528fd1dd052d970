package io.freshet.model.feature;

import java.util.Arrays;

/**
 * What the encoder sees of one event. Widths are those of the {@link FeatureLayout}; 0 means missing.
 *
 * @param item hash of the item; {@link Ids#NONE} where there is none, {@link Ids#MASK} where it is hidden
 * @param timeMs event time
 * @param ids hashes of the fields' values, each naming a row of the embedding table
 * @param numbers plain features
 */
public record EventFeatures(long item, long timeMs, long[] ids, float[] numbers) {

    /** The same event with its item and fields hidden; only its time is left. */
    public EventFeatures masked() {
        long[] hidden = new long[ids.length];
        Arrays.fill(hidden, Ids.MASK);
        return new EventFeatures(Ids.MASK, timeMs, hidden, new float[numbers.length]);
    }
}
