package io.freshet.model.table;

import java.util.Map;
import java.util.TreeMap;

/**
 * What has become of a dictionary's rows.
 *
 * @param rows that belong to a value
 * @param hits occurrences of values that had a row
 * @param admissions values that got one
 * @param evictions rows taken for another value
 * @param expired rows taken because nobody used them
 * @param refused occurrences that got no row since all were in use
 * @param waiting values that have come, but not often enough
 */
public record RowStatistics(
        long rows, long hits, long admissions, long evictions, long expired, long refused, long waiting) {

    /** The figures by name. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("rows", (double) rows);
        figures.put("hits", (double) hits);
        figures.put("admissions", (double) admissions);
        figures.put("evictions", (double) evictions);
        figures.put("expired", (double) expired);
        figures.put("refused", (double) refused);
        figures.put("waiting", (double) waiting);
        return figures;
    }
}
