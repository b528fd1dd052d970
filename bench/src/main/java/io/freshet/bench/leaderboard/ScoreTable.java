package io.freshet.bench.leaderboard;

import io.freshet.cli.report.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The lines of the table, and of what overrides changed. */
final class ScoreTable {
    private final List<Standing> standings;

    ScoreTable(List<Standing> standings) {
        this.standings = standings;
    }

    /** A line for each stream. */
    String markdown() {
        List<List<String>> rows = new ArrayList<>();
        List<String> titles = new ArrayList<>(List.of("stream", "events", "best floor"));
        for (Measure measure : Measure.values()) {
            titles.add(measure.title());
        }
        titles.addAll(List.of("events a second", "seconds"));
        rows.add(titles);
        standings.forEach(standing -> rows.add(line(standing)));
        return MarkdownTable.of(rows);
    }

    /** What overrides changed, a line for each stream whose defaults are known; empty where none are. */
    String againstDefaults() {
        List<List<String>> rows = new ArrayList<>();
        for (Standing standing : standings) {
            if (standing.againstDefaults(Measure.ALONE.hr10()) != null) {
                rows.add(difference(standing));
            }
        }
        if (rows.isEmpty()) {
            return "";
        }
        List<String> titles = new ArrayList<>(List.of("against the defaults"));
        for (Measure measure : Measure.values()) {
            titles.add(measure.title());
        }
        titles.add("seeds");
        rows.add(0, titles);
        return MarkdownTable.of(rows);
    }

    private static List<String> line(Standing standing) {
        Standing.Floor floor = standing.bestFloor();
        List<String> line = new ArrayList<>();
        line.add(standing.stream());
        line.add(String.format(Locale.ROOT, "%,d", standing.floors().events()));
        line.add(Spread.number("%.4f", floor.hr10()) + " / " + Spread.number("%.4f", floor.ndcg10()) + " "
                + floor.name());
        for (Measure measure : Measure.values()) {
            Spread hits = standing.of(measure.hr10());
            line.add(
                    Double.isNaN(hits.mean())
                            ? "-"
                            : hits.shown() + " / "
                                    + standing.of(measure.ndcg10()).shown());
        }
        line.add(String.format(Locale.ROOT, "%,.0f", standing.eventsPerSecond().mean()));
        line.add(String.format(Locale.ROOT, "%.1f", standing.wallSeconds().mean()));
        return line;
    }

    private static List<String> difference(Standing standing) {
        List<String> line = new ArrayList<>(List.of(standing.stream()));
        for (Measure measure : Measure.values()) {
            Spread hits = standing.againstDefaults(measure.hr10());
            Spread gain = standing.againstDefaults(measure.ndcg10());
            line.add(
                    hits == null || gain == null || Double.isNaN(hits.mean())
                            ? "-"
                            : hits.signed() + " / " + gain.signed());
        }
        Set<Long> both = new TreeSet<>(standing.runs().keySet());
        both.retainAll(standing.defaults().keySet());
        line.add(both.toString().replaceAll("[\\[\\]]", ""));
        return line;
    }
}
