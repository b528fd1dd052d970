package io.freshet.model.feature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event to learn from: what its entity did before, and what it did next.
 *
 * @param item null where the stream's events have none
 * @param history the entity's events before this one, oldest first, at most the configured length
 * @param excluded hashes of items that scoring leaves out; the event's own item is ranked all the same
 * @param arrivalTimeMs when the event was appended to the raw topic
 * @param label for probes alone: no step sees it; null where the pipeline names no label, or the event has none
 */
public record Example(
        String entity,
        @Nullable String item,
        List<EventFeatures> history,
        EventFeatures event,
        long[] excluded,
        long arrivalTimeMs,
        @Nullable String label)
        implements Lesson {

    /** One without a label. */
    public Example(
            String entity,
            @Nullable String item,
            List<EventFeatures> history,
            EventFeatures event,
            long[] excluded,
            long arrivalTimeMs) {
        this(entity, item, history, event, excluded, arrivalTimeMs, null);
    }

    /** The same event beside another history. */
    public Example withHistory(List<EventFeatures> other) {
        return new Example(entity, item, other, event, excluded, arrivalTimeMs, label);
    }
}
