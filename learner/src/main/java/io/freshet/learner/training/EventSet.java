package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The distinct events of a step. They are told apart by a 64-bit hash of their content, since the same event comes in
 * many histories, and as another object wherever state was read from disk.
 */
final class EventSet {
    private final Long2IntOpenHashMap placeByHash = new Long2IntOpenHashMap();
    private final List<EventFeatures> events = new ArrayList<>();
    private static final EventFeatures NOTHING = new EventFeatures(0, 0, new long[0], new float[0]);

    EventSet() {
        placeByHash.defaultReturnValue(-1);
        clear();
    }

    void clear() {
        placeByHash.clear();
        events.clear();
        events.add(NOTHING);
    }

    /** The event's place; it gets one where it has none. Place 0 is no event. */
    int place(EventFeatures event) {
        long hash = hash(event);
        int known = placeByHash.get(hash);
        if (known >= 0) {
            return known;
        }
        placeByHash.put(hash, events.size());
        events.add(event);
        return events.size() - 1;
    }

    EventFeatures get(int place) {
        return events.get(place);
    }

    int size() {
        return events.size();
    }

    private static long hash(EventFeatures event) {
        long hash = HashCommon.mix(event.item()) + event.timeMs();
        for (long id : event.ids()) {
            hash = HashCommon.mix(hash ^ id);
        }
        for (float number : event.numbers()) {
            hash = HashCommon.mix(hash ^ Float.floatToIntBits(number));
        }
        return hash;
    }
}
