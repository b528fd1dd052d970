package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.table.RowDictionary;
import java.util.List;

/** An entity's events as the memory sees them: rows of items and of their values, the last event first. */
record HistoryRows(RowDictionary items, RowDictionary values, ItemAttributes attributes) {
    static HistoryRows of(Tables tables, FeatureLayout layout) {
        return new HistoryRows(tables.items, tables.values, ItemAttributes.of(layout));
    }

    /** @param events the last one last */
    int[] items(List<EventFeatures> events) {
        int[] rows = new int[events.size()];
        for (int ago = 0; ago < rows.length; ago++) {
            rows[ago] = items.find(events.get(rows.length - 1 - ago).item());
        }
        return rows;
    }

    /** In milliseconds, of the same events. */
    long[] times(List<EventFeatures> events) {
        long[] times = new long[events.size()];
        for (int ago = 0; ago < times.length; ago++) {
            times[ago] = events.get(times.length - 1 - ago).timeMs();
        }
        return times;
    }

    /** Rows of the values of the last event's item, by attribute. */
    int[][] valuesOfLast(List<EventFeatures> events) {
        return values(events.get(events.size() - 1));
    }

    /** Rows of the values of an event's item, by attribute. */
    int[][] values(EventFeatures event) {
        return attributes.rows(event, values);
    }
}
