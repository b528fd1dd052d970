package io.freshet.bench.leaveoneout;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {
    @TempDir
    Path folder;

    private static List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (String event : List.of("ann a", "bob a", "ann b", "cid c", "ann c", "bob b", "ann a", "cid a", "cid b")) {
            String[] parts = event.split(" ");
            events.add(new Event("", parts[0], parts[1], events.size(), List.of()));
        }
        return events;
    }

    @Test
    void holdsOutTheLastTwoOfEachEntityThatHasThree() {
        List<String> parts = new ArrayList<>();
        HeldOut split = new HeldOut(events());
        split.forEach((event, part) -> parts.add(event.entity() + " " + event.item() + " " + part));
        assertThat(parts)
                .containsExactly(
                        "ann a TRAIN",
                        "bob a TRAIN",
                        "ann b TRAIN",
                        "cid c TRAIN",
                        "ann c VALIDATION",
                        "bob b TRAIN",
                        "ann a TEST",
                        "cid a VALIDATION",
                        "cid b TEST");
        assertThat(split.tested()).isEqualTo(2);
    }

    @Test
    void writesTheTestedSequencesWithItemsFromOne() throws IOException {
        Path file = folder.resolve("sequences.txt");
        new HeldOut(events()).write(file, true);
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"items\": 3, \"items_come_again\": true}", "1 2 3 1", "3 1 2");
    }
}
