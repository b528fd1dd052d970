package io.freshet.ingest.testing;

import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Events in Avro without the framing, for tests without a registry. */
public final class PlainEvents {
    private PlainEvents() {}

    public static Serde<Event> of(StreamConfig stream) {
        EventCodec codec = new EventCodec(stream);
        return Serdes.serdeFrom((topic, event) -> bytes(codec, event), (topic, bytes) -> event(codec, bytes));
    }

    private static byte[] bytes(EventCodec codec, Event event) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            codec.encode(event, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Event event(EventCodec codec, byte[] bytes) {
        try {
            return codec.decode(DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
