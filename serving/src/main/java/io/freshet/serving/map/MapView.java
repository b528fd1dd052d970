package io.freshet.serving.map;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The map as last drawn, and whether somebody looks at it. */
public final class MapView {
    private volatile Drawing drawing = new Drawing(0, 0, 0, List.of());
    private volatile long lastLookMs;

    /**
     * A state of the map.
     *
     * @param number of the drawing, rising
     * @param of how many items there are in all
     */
    public record Drawing(long number, long timeMs, int of, List<Point> points) {}

    /** An item's place; x and y within about -1 to 1. */
    public record Point(String id, String name, @Nullable String category, float x, float y) {}

    /** The drawing for somebody who looks at it: the map is kept fresh while there is one. */
    public Drawing look(long nowMs) {
        lastLookMs = nowMs;
        return drawing;
    }

    public boolean isWatched(long nowMs, long withinMs) {
        return nowMs - lastLookMs <= withinMs;
    }

    public Drawing drawing() {
        return drawing;
    }

    public synchronized void show(long timeMs, int of, List<Point> points) {
        drawing = new Drawing(drawing.number() + 1, timeMs, of, List.copyOf(points));
    }
}
