package io.freshet.learner.training;

import io.freshet.config.Section;
import io.freshet.model.feature.Example;
import io.freshet.model.table.RowDictionary;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has a row, and for how long.
 *
 * @param items the most items that have one
 * @param values the most values of fields that have one
 * @param admitAfter occurrences that give a value its row
 * @param expireAfterEvents a row goes when its value has not come for so many events; 0 is never
 * @param expireAfter a row goes when its value has not come for so long by the events' own time; null is never
 */
public record TableConfig(
        int items,
        int values,
        int admitAfter,
        long expireAfterEvents,
        @Nullable Duration expireAfter) {
    private static final int MAX_ROWS = 100_000_000;

    static TableConfig read(Section section) {
        TableConfig config = new TableConfig(
                section.integer("items", 1_000_000, 16, MAX_ROWS),
                section.integer("values", 1_000_000, 16, MAX_ROWS),
                section.integer("admit-after", 1, 1, 1_000_000),
                section.integer("expire-after-events", 0, 0, Long.MAX_VALUE),
                section.optionalDuration("expire-after", null));
        if (config.expireAfterEvents() > 0 && config.expireAfter() != null) {
            section.fault("expire-after", "be off where expire-after-events is on", "both", "rows have one clock");
        }
        return config;
    }

    RowDictionary dictionaryOfItems() {
        return new RowDictionary(new RowDictionary.Config("items.ids", items, admitAfter, idle()));
    }

    RowDictionary dictionaryOfValues() {
        return new RowDictionary(new RowDictionary.Config("values.ids", values, admitAfter, idle()));
    }

    private long idle() {
        return expireAfter == null ? expireAfterEvents : expireAfter.toMillis();
    }

    /**
     * What the rows' clock says when a batch comes. By the events' own time it is the batch's median: an event that a
     * broken clock has put in the far future must not empty the table.
     */
    long clock(long eventsBefore, List<Example> batch) {
        if (expireAfter == null) {
            return eventsBefore;
        }
        long[] times = batch.stream()
                .mapToLong(example -> example.event().timeMs())
                .sorted()
                .toArray();
        return times[times.length / 2];
    }
}
