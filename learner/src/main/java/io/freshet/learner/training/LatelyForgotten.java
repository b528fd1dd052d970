package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Who was forgotten since the oldest state that the guard may go back to: such a state still knows them, and forgets them
 * again when it is taken. In the order of the requests.
 */
final class LatelyForgotten {
    private final Map<String, Request> requests = new LinkedHashMap<>();

    private record Request(long step, List<EventFeatures> history) {}

    /** @param step of the newest state that still knows the entity */
    void add(String entity, long step, List<EventFeatures> history) {
        requests.remove(entity); // to the end
        requests.put(entity, new Request(step, history));
    }

    /** Those of before the oldest state are forgotten in all that are left. */
    void trim(long oldestStep) {
        requests.values().removeIf(request -> request.step() < oldestStep);
    }

    /** Those whom a state of this step still knows. */
    void knownAt(long step, BiConsumer<String, List<EventFeatures>> entity) {
        requests.forEach((name, request) -> {
            if (request.step() >= step) {
                entity.accept(name, request.history());
            }
        });
    }

    void clear() {
        requests.clear();
    }
}
