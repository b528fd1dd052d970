package io.freshet.bench.leaveoneout;

import io.freshet.schemas.message.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A stream's entities with what is held out of each: the last item is the test's, the one before it the validation's.
 * Entities with fewer than three events are learnt from and not tested.
 */
final class HeldOut {
    private static final int LEAST = 3;

    private final List<Event> events;
    private final Map<String, Integer> left = new HashMap<>();
    private final Map<String, List<Integer>> sequences = new LinkedHashMap<>();
    private final Map<String, Integer> items = new HashMap<>();

    /** Part of the split that an event belongs to. */
    enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    /** @param events in the order of their times, each with an item */
    HeldOut(List<Event> events) {
        this.events = events;
        for (Event event : events) {
            String name = Objects.requireNonNull(event.item(), "an event has no item");
            int item = items.computeIfAbsent(name, i -> items.size() + 1);
            sequences.computeIfAbsent(event.entity(), e -> new ArrayList<>()).add(item);
        }
    }

    /** What is done with an event. */
    @FunctionalInterface
    interface Visitor {
        void visit(Event event, Part part);
    }

    /** Walks through all events in the order of their times. */
    void forEach(Visitor visitor) {
        left.clear();
        for (Event event : events) {
            int all = sequences.getOrDefault(event.entity(), List.of()).size();
            int after = all - left.merge(event.entity(), 1, Integer::sum);
            Part part = all < LEAST || after > 1 ? Part.TRAIN : after == 1 ? Part.VALIDATION : Part.TEST;
            visitor.visit(event, part);
        }
    }

    /** How many entities are tested. */
    int tested() {
        return (int) sequences.values().stream().filter(s -> s.size() >= LEAST).count();
    }

    int items() {
        return items.size();
    }

    /** Writes what {@code bench/pytorch/sasrec.py} reads: a head, and the tested entities' items, numbered from 1. */
    void write(Path file, boolean itemsComeAgain) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("{\"items\": " + items.size() + ", \"items_come_again\": " + itemsComeAgain + "}");
        for (List<Integer> sequence : sequences.values()) {
            if (sequence.size() >= LEAST) {
                lines.add(
                        String.join(" ", sequence.stream().map(String::valueOf).toList()));
            }
        }
        Files.write(file, lines);
    }
}
