package io.freshet.bench.leaveoneout;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.run.Pipeline;
import io.freshet.schemas.message.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnePassTest {
    private static final String PIPELINE = """
            name: circle
            format: { type: csv }
            fields:
              who: { type: categorical }
              what: { type: categorical }
            event: { entity: who, item: what, items-come-again: true }
            learner: { encoder: { dimensions: 16 }, batch: { size: 16, max-age: off } }
            """;
    private static final int ENTITIES = 40;
    private static final int ITEMS = 20;

    @TempDir
    Path folder;

    private static List<Event> events(int rounds, String last) {
        List<Event> events = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int entity = 0; entity < ENTITIES; entity++) {
                String item = round == rounds - 1 && !last.isEmpty() ? last : "i" + (entity + round) % ITEMS;
                events.add(new Event("", "e" + entity, item, events.size(), List.of("e" + entity, item)));
            }
        }
        return events;
    }

    private OnePass.Outcome pass(List<Event> events) throws IOException {
        Path file = Files.writeString(folder.resolve("circle.yaml"), PIPELINE);
        Pipeline pipeline = Pipeline.read(file, Map.of());
        return new OnePass(pipeline.stream(), pipeline.learner().learner(), new HeldOut(events)).run();
    }

    @Test
    void ranksWhatComesNextOnACircle() throws IOException {
        OnePass.Outcome outcome = pass(events(30, ""));
        assertThat(outcome.alone().hr10()).isGreaterThan(.9);
        assertThat(outcome.withMemory().hr10()).isGreaterThan(.9);
        assertThat(outcome.cpuSeconds()).isPositive();
    }

    @Test
    void missesAnItemThatWasNeverLearnt() throws IOException {
        assertThat(pass(events(5, "new")).alone().mrr()).isZero();
    }
}
