package io.freshet.learner.job;

import io.freshet.schemas.stream.EntityPartition;
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

/** Writes messages to their topic in Confluent framing, keyed by name; some as records without a value, some beside an entity. */
@SuppressWarnings("NullAway.Init") // Flink opens it before it uses it
final class RecordWriter<T> implements KafkaRecordSerializationSchema<T> {

    private static final long serialVersionUID = 1;

    private final String topic;
    private final String registry;
    private final SerializableSupplier<Codec<T>> codecs;
    private final SerializableFunction<T, String> recordKey;
    private final SerializableFunction<T, Boolean> isTombstone;
    private final SerializableFunction<T, @Nullable String> entity;
    private transient AvroSerde<T> serde;

    RecordWriter(
            String topic,
            String registry,
            SerializableSupplier<Codec<T>> codecs,
            SerializableFunction<T, String> recordKey) {
        this(topic, registry, codecs, recordKey, message -> false, message -> null);
    }

    private RecordWriter(
            String topic,
            String registry,
            SerializableSupplier<Codec<T>> codecs,
            SerializableFunction<T, String> recordKey,
            SerializableFunction<T, Boolean> isTombstone,
            SerializableFunction<T, @Nullable String> entity) {
        this.topic = topic;
        this.registry = registry;
        this.codecs = codecs;
        this.recordKey = recordKey;
        this.isTombstone = isTombstone;
        this.entity = entity;
    }

    /** The same, which takes what has a message's key away from the topic instead of writing it. */
    RecordWriter<T> withTombstones(SerializableFunction<T, Boolean> where) {
        return new RecordWriter<>(topic, registry, codecs, recordKey, where, entity);
    }

    /** The same, which puts the messages of an entity into the partition that its events have; null leaves it to the key. */
    RecordWriter<T> besideEventsOf(SerializableFunction<T, @Nullable String> whom) {
        return new RecordWriter<>(topic, registry, codecs, recordKey, isTombstone, whom);
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        serde = new AvroSerde<>(codecs.get(), new RegistryClient(registry));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T message, KafkaSinkContext sink, @Nullable Long timestamp) {
        byte[] key = recordKey.apply(message).getBytes(StandardCharsets.UTF_8);
        byte[] value = isTombstone.apply(message) ? null : serde.serialize(topic, message);
        return new ProducerRecord<>(topic, partition(message, sink), key, value);
    }

    private @Nullable Integer partition(T message, KafkaSinkContext sink) {
        String whom = entity.apply(message);
        return whom == null ? null : EntityPartition.of(whom, sink.getPartitionsForTopic(topic).length);
    }
}
