package io.freshet.serving.view;

import io.freshet.schemas.message.MetricRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The course of each group of metrics, bounded: the longer it runs, the coarser its older part. */
public final class MetricHistory {
    private final int maxPoints;
    private final Map<String, List<MetricRecord>> series = new TreeMap<>();

    public MetricHistory(int maxPoints) {
        this.maxPoints = maxPoints;
    }

    public synchronized void add(MetricRecord point) {
        List<MetricRecord> points = series.computeIfAbsent(point.name(), name -> new ArrayList<>());
        if (!points.isEmpty() && points.get(points.size() - 1).timeMs() >= point.timeMs()) {
            return; // read again after a restart, or a clock set back: a course runs forward
        }
        points.add(point);
        if (points.size() > maxPoints) {
            thin(points);
        }
    }

    /** Drops every second point of the older three quarters. */
    private static void thin(List<MetricRecord> points) {
        int recent = points.size() - points.size() / 4;
        List<MetricRecord> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (i >= recent || i % 2 == 0) {
                kept.add(points.get(i));
            }
        }
        points.clear();
        points.addAll(kept);
    }

    public synchronized List<String> names() {
        return List.copyOf(series.keySet());
    }

    /** A group's points later than {@code sinceMs}, oldest first; of many, {@code limit} evenly spread ones. */
    public synchronized List<MetricRecord> points(String name, long sinceMs, int limit) {
        List<MetricRecord> points = series.getOrDefault(name, List.of());
        int from = points.size();
        while (from > 0 && points.get(from - 1).timeMs() > sinceMs) {
            from--;
        }
        List<MetricRecord> later = points.subList(from, points.size());
        if (later.size() <= limit) {
            return List.copyOf(later);
        }
        List<MetricRecord> spread = new ArrayList<>(limit);
        for (int i = 1; i <= limit; i++) { // ends with the newest
            spread.add(later.get((int) ((long) i * later.size() / limit) - 1));
        }
        return spread;
    }
}
