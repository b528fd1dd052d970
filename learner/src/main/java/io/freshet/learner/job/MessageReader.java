package io.freshet.learner.job;

import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.Codec;
import io.freshet.schemas.wire.RegistryClient;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads messages that a learner has written itself, so one that cannot be read is a fault. */
@SuppressWarnings("NullAway.Init") // Flink opens it before it uses it
final class MessageReader<T> implements KafkaRecordDeserializationSchema<T> {
    private static final long serialVersionUID = 1;

    private final String registry;
    private final SerializableSupplier<Codec<T>> codecs;
    private final TypeInformation<T> type;
    private transient AvroSerde<T> serde;

    MessageReader(String registry, SerializableSupplier<Codec<T>> codecs, TypeInformation<T> type) {
        this.registry = registry;
        this.codecs = codecs;
        this.type = type;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        serde = new AvroSerde<>(codecs.get(), new RegistryClient(registry));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) throws IOException {
        try {
            T message = serde.deserialize(record.topic(), record.value());
            if (message != null) {
                out.collect(message);
            }
        } catch (SerializationException e) {
            throw new IOException(
                    "a record of " + record.topic() + " cannot be read: partition " + record.partition() + " offset "
                            + record.offset(),
                    e);
        }
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }
}
