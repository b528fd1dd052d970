package io.freshet.learner.operator;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What an entity did so far: its latest events, oldest first, and the items it had. Immutable. */
record History(List<EventFeatures> events, ItemTrail items) {

    static final History EMPTY = new History(List.of(), ItemTrail.EMPTY);

    History plus(EventFeatures event, int maxEvents, int maxItems) {
        int from = Math.max(0, events.size() + 1 - maxEvents);
        List<EventFeatures> longer = new ArrayList<>(events.size() - from + 1);
        longer.addAll(events.subList(from, events.size()));
        longer.add(event);
        return new History(
                Collections.unmodifiableList(longer),
                event.item() == Ids.NONE ? items : items.plus(event.item(), maxItems));
    }

    /** The last item it had, as an array of one, or of none. */
    long[] lastItem() {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).item() != Ids.NONE) {
                return new long[] {events.get(i).item()};
            }
        }
        return new long[0];
    }
}
