package io.freshet.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent framing: a zero byte, the schema's id in four bytes, and Avro's binary form. The schema is registered under
 * {@code <topic>-value} when the first record of a topic is written; a record in another version of the schema is
 * resolved into ours. Safe for use by one thread at a time, but for the caches, which are shared.
 */
public final class AvroSerde<T> implements Serde<T>, Serializer<T>, Deserializer<T> {
    private static final byte MAGIC = 0;
    private static final int HEADER = 5;
    private static final String SUBJECT = "-value";
    private static final int NOT_FOUND = 404;
    private static final int NOT_AVRO = 422;

    private final Codec<T> codec;
    private final RegistryClient registry;
    private final Map<String, Integer> idByTopic = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemaById = new ConcurrentHashMap<>();

    public AvroSerde(Codec<T> codec, RegistryClient registry) {
        this.codec = codec;
        this.registry = registry;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        int id = idByTopic.computeIfAbsent(topic, t -> registry.register(t + SUBJECT, codec.schema()));
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
            out.write(ByteBuffer.allocate(HEADER).put(MAGIC).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            codec.encode(value, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new SerializationException("a record for " + topic + " cannot be written", e);
        }
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < HEADER || bytes[0] != MAGIC) {
            throw new SerializationException("a record of " + topic + " is not in Confluent framing");
        }
        int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
        Schema writer = writer(topic, id);
        try {
            Decoder decoder = new BoundedDecoder(bytes, HEADER);
            return codec.decode(writer.equals(codec.schema()) ? decoder : resolved(writer, decoder));
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("a record of " + topic + " cannot be read", e);
        }
    }

    /**
     * The schema that a record was written in.
     *
     * @throws SerializationException where the registry knows the topic's schemas and not this one, or this one as no
     *     Avro schema: the record is none of ours
     * @throws RegistryException where the registry is away, or has lost what it knew: every record would be refused
     */
    private Schema writer(String topic, int id) {
        Schema known = schemaById.get(id);
        if (known != null) {
            return known;
        }
        try {
            return schemaById.computeIfAbsent(id, registry::byId);
        } catch (RegistryException e) {
            boolean foreign =
                    e.status() == NOT_AVRO || (e.status() == NOT_FOUND && registry.hasSubject(topic + SUBJECT));
            // without its cause, which readers would take for a registry that is away
            throw foreign
                    ? new SerializationException("a record of " + topic + " names schema " + id + ": " + e.getMessage())
                    : e;
        }
    }

    private BinaryDecoder resolved(Schema writer, Decoder decoder) throws IOException {
        Object record = new GenericDatumReader<>(writer, codec.schema()).read(null, decoder);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(codec.schema()).write(record, encoder);
        encoder.flush();
        return DecoderFactory.get().binaryDecoder(out.toByteArray(), null);
    }

    @Override
    public Serializer<T> serializer() {
        return this;
    }

    @Override
    public Deserializer<T> deserializer() {
        return this;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        // everything comes with the constructor
    }

    @Override
    public void close() {
        // holds nothing open
    }
}
