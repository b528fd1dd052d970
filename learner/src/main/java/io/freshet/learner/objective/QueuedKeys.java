package io.freshet.learner.objective;

import io.freshet.model.feature.Ids;
import io.freshet.model.program.DeviceTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** The keys of one entity in the queues of objectives, such as MoCo's: found by whose they are, and taken out of the ring. */
public final class QueuedKeys {
    /** Of a step so long ago that no queue is young enough for its keys. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    private QueuedKeys() {}

    /** What a queue calls an entity. */
    static long owner(String entity) {
        return Ids.of("entity", entity);
    }

    /**
     * Empties every place of an entity.
     *
     * @param states of objectives, by name
     * @return how many there were
     */
    public static int forget(String entity, Map<String, DeviceTensor> states) {
        int forgotten = 0;
        for (String name : states.keySet()) {
            if (name.endsWith(KeyQueue.ENTITIES)) {
                forgotten += forget(entity, name.substring(0, name.length() - KeyQueue.ENTITIES.length()), states);
            }
        }
        return forgotten;
    }

    private static int forget(String entity, String objective, Map<String, DeviceTensor> states) {
        DeviceTensor owners = state(states, objective + KeyQueue.ENTITIES);
        long[] owner = owners.longs();
        long wanted = owner(entity);
        int[] places = IntStream.range(0, owner.length)
                .filter(place -> owner[place] == wanted)
                .toArray();
        if (places.length > 0) {
            DeviceTensor items = state(states, objective + KeyQueue.ITEMS);
            DeviceTensor steps = state(states, objective + KeyQueue.STEPS);
            owners.set(with(owner, places, Ids.NONE));
            items.set(with(items.longs(), places, Ids.NONE));
            steps.set(with(steps.longs(), places, NEVER));
            empty(state(states, objective + KeyQueue.KEYS), places);
        }
        return places.length;
    }

    private static long[] with(long[] values, int[] places, long value) {
        for (int place : places) {
            values[place] = value;
        }
        return values;
    }

    private static void empty(DeviceTensor keys, int[] places) {
        float[] values = keys.floats(); // (slots, width)
        int width = (int) keys.lengths()[1];
        for (int place : places) {
            Arrays.fill(values, place * width, (place + 1) * width, 0);
        }
        keys.set(values);
    }

    private static DeviceTensor state(Map<String, DeviceTensor> states, String name) {
        DeviceTensor state = states.get(name);
        if (state == null) {
            throw new IllegalStateException("a queue without its " + name);
        }
        return state;
    }
}
