package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/** How a score went along a stream. */
final class ScoreCourse {
    /** What had been counted by an event. */
    private record Moment(long event, long scored, long hits) {}

    private final List<Moment> moments = new ArrayList<>();

    void add(long event, long scored, long hits) {
        moments.add(new Moment(event, scored, hits));
    }

    /** The share of hits among the events scored between two. */
    double meanBetween(long from, long to) {
        Moment first = at(from);
        Moment last = at(to);
        return (double) (last.hits - first.hits) / Math.max(1, last.scored - first.scored);
    }

    /** The first event by which the mean of a window that begins after another is at least so much; -1 where none is. */
    long firstAtLeast(double level, long after, long window) {
        return moments.stream()
                .mapToLong(Moment::event)
                .filter(event -> event >= after + window && meanBetween(event - window, event) >= level)
                .findFirst()
                .orElse(-1);
    }

    private Moment at(long event) {
        Moment found = new Moment(0, 0, 0);
        for (Moment moment : moments) {
            if (moment.event > event) {
                break;
            }
            found = moment;
        }
        return found;
    }
}
