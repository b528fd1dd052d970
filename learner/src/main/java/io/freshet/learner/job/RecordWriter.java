package io.freshet.learner.job;

import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.Codec;
import io.freshet.schemas.wire.RegistryClient;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes messages to their topic in Confluent framing, keyed by name. */
@SuppressWarnings("NullAway.Init") // Flink opens it before it uses it
final class RecordWriter<T> implements KafkaRecordSerializationSchema<T> {

    private static final long serialVersionUID = 1;

    private final String topic;
    private final String registry;
    private final SerializableSupplier<Codec<T>> codecs;
    private final SerializableFunction<T, String> recordKey;
    private transient AvroSerde<T> serde;

    RecordWriter(
            String topic,
            String registry,
            SerializableSupplier<Codec<T>> codecs,
            SerializableFunction<T, String> recordKey) {
        this.topic = topic;
        this.registry = registry;
        this.codecs = codecs;
        this.recordKey = recordKey;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        serde = new AvroSerde<>(codecs.get(), new RegistryClient(registry));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T message, KafkaSinkContext sink, @Nullable Long timestamp) {
        byte[] key = recordKey.apply(message).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, key, serde.serialize(topic, message));
    }
}
