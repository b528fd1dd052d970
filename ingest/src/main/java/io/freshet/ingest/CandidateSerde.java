package io.freshet.ingest;

import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.message.Event;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** A candidate on its way between partitions: the place of its raw record, then the event. */
final class CandidateSerde {
    private CandidateSerde() {}

    static Serde<Candidate> of(Serde<Event> events) {
        return Serdes.serdeFrom(writer(events.serializer()), reader(events.deserializer()));
    }

    private static Serializer<Candidate> writer(Serializer<Event> events) {
        return (topic, candidate) -> {
            byte[] event = events.serialize(topic, candidate.event());
            byte[] source = candidate.at().topic().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(1 + 4 + 8 + 2 + source.length + event.length)
                    .put((byte) (candidate.repeatable() ? 1 : 0))
                    .putInt(candidate.at().partition())
                    .putLong(candidate.at().offset())
                    .putShort((short) source.length)
                    .put(source)
                    .put(event)
                    .array();
        };
    }

    private static Deserializer<Candidate> reader(Deserializer<Event> events) {
        return (topic, bytes) -> {
            try {
                ByteBuffer in = ByteBuffer.wrap(bytes);
                boolean repeatable = in.get() == 1;
                int partition = in.getInt();
                long offset = in.getLong();
                byte[] source = new byte[in.getShort()];
                in.get(source);
                byte[] event = new byte[in.remaining()];
                in.get(event);
                SourcePosition at = new SourcePosition(new String(source, StandardCharsets.UTF_8), partition, offset);
                return new Candidate(events.deserialize(topic, event), at, repeatable);
            } catch (BufferUnderflowException | NegativeArraySizeException e) {
                throw new SerializationException("a record of " + topic + " is cut short", e);
            }
        };
    }
}
