package io.freshet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ingest.parse.SourcePosition;
import io.freshet.ingest.testing.PlainEvents;
import io.freshet.ingest.testing.Streams;
import io.freshet.schemas.message.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicateTest {
    private static final long NOON = 1_767_268_800_000L;

    @TempDir
    Path folder;

    private @Nullable TopologyTestDriver driver;
    private @Nullable TestInputTopic<String, Candidate> candidates;
    private @Nullable TestOutputTopic<String, Event> events;
    private int forwarded;

    @BeforeEach
    void start() {
        Serde<Event> event = PlainEvents.of(Streams.stream(
                "{name: s, format: {type: json}, fields: {u: {type: categorical}}, event: {entity: u}}"));
        Serde<Candidate> candidate = CandidateSerde.of(event);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("candidates", Consumed.with(Serdes.String(), candidate))
                .process(Deduplicate.supplier(Duration.ofMinutes(10)))
                .to("events", Produced.with(Serdes.String(), event));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(
                builder.build(), properties, Instant.ofEpochMilli(NOON).plusSeconds(86_400));
        candidates = driver.createInputTopic("candidates", Serdes.String().serializer(), candidate.serializer());
        events = driver.createOutputTopic("events", Serdes.String().deserializer(), event.deserializer());
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(driver).close();
    }

    @Test
    void passesARecordOnThatIsReadAgainAfterACrash() {
        process("e", 0, 5);
        process("e", 0, 5);
        assertThat(forwarded).isEqualTo(2);
    }

    @Test
    void leavesOutAnotherRecordWithTheSameIdBeforeAndAfterACrash() {
        process("e", 0, 5);
        process("e", 0, 6);
        process("e", 0, 5);
        process("e", 0, 6);
        process("e", 1, 5);
        assertThat(forwarded).isEqualTo(2);
    }

    @Test
    void remembersAnIdAcrossTheEdgeOfAStretch() {
        long edge = NOON - NOON % 600_000 + 600_000;
        process("e", 0, 1, edge - 1);
        process("e", 0, 2, edge);
        process("e", 0, 3, edge + 599_999);
        assertThat(forwarded).isEqualTo(1);
        process("e", 0, 4, edge + 600_000);
        assertThat(forwarded).isEqualTo(2);
    }

    @Test
    void doesNotForgetWhenTimestampsRunBackwards() {
        process("old", 0, 1, NOON);
        process("new", 0, 2, NOON + Duration.ofHours(5).toMillis());
        process("late", 0, 3, NOON);
        process("late", 0, 4, NOON + 1);
        assertThat(forwarded).isEqualTo(3);
    }

    private void process(String id, int partition, long offset) {
        process(id, partition, offset, NOON);
    }

    private void process(String id, int partition, long offset, long timeMs) {
        Event event = new Event(id, "entity", null, 0, List.of("u"));
        Candidate candidate = new Candidate(event, new SourcePosition("raw", partition, offset), true);
        Objects.requireNonNull(candidates).pipeInput("entity", candidate, Instant.ofEpochMilli(timeMs));
        forwarded += Objects.requireNonNull(events).readValuesToList().size();
    }
}
