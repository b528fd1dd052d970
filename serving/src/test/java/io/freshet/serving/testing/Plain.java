package io.freshet.serving.testing;

import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.Codec;
import io.freshet.serving.topology.ServingSerdes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Messages in Avro's binary form without a registry's framing. */
public final class Plain {

    private Plain() {}

    public static ServingSerdes serdes(StreamConfig stream) {
        return new ServingSerdes(
                deserializer(new EventCodec(stream)),
                deserializer(new EmbeddingCodec()),
                deserializer(new ModelCodec()),
                deserializer(new MetricCodec()),
                serializer(new ErasureReceiptCodec()));
    }

    public static <T> Serializer<T> serializer(Codec<T> codec) {
        return (topic, value) -> {
            if (value == null) {
                return null;
            }
            try {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
                codec.encode(value, encoder);
                encoder.flush();
                return out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    public static <T> Deserializer<T> deserializer(Codec<T> codec) {
        return (topic, bytes) -> {
            try {
                return bytes == null ? null : codec.decode(DecoderFactory.get().binaryDecoder(bytes, null));
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("unreadable", e);
            }
        };
    }
}
