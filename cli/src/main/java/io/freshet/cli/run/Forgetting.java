package io.freshet.cli.run;

import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.stream.KafkaConfig;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a pipeline to forget entities, and hears what has become of it. A request is a record among the entity's own events;
 * it stands on the erasures topic as well, for as long as that is kept, so that whoever brings an older state back can ask
 * again.
 */
public final class Forgetting implements AutoCloseable {
    /** Longer names than ingest would ever let through in most pipelines. */
    public static final int MAX_ENTITY_BYTES = 4096;

    private static final Duration POLL = Duration.ofMillis(200);

    private final StreamConfig stream;
    private final AvroSerde<ErasureReceipt> receipts;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte @Nullable []> consumer;

    /** @param stream with the addresses of its log */
    public Forgetting(StreamConfig stream) {
        this.stream = stream;
        KafkaConfig kafka = stream.kafka();
        receipts = new AvroSerde<>(
                new ErasureReceiptCodec(), new RegistryClient(Objects.requireNonNull(kafka.registry(), "no registry")));
        Map<String, Object> sending = new HashMap<>(kafka.clientProperties());
        sending.put(ProducerConfig.ACKS_CONFIG, "all");
        sending.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> reading = new HashMap<>(kafka.clientProperties());
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(partitions());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position); // the end as it is now, and not at the first poll
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(stream.topics().erasures()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    /** Asks for it; it is in the log, and is going to be done, once this returns. */
    public Erasure ask(String entity) {
        long now = System.currentTimeMillis();
        RecordMetadata at = sent(Erasure.request(stream.topics().events(), entity, now));
        Erasure erasure = new Erasure(entity, now, at.partition(), at.offset());
        ErasureReceipt asked = ErasureReceipt.of(ErasureReceipt.REQUESTED, erasure, now, Map.of());
        String topic = stream.topics().erasures();
        sent(new ProducerRecord<>(
                topic, asked.key().getBytes(StandardCharsets.UTF_8), receipts.serialize(topic, asked)));
        return erasure;
    }

    private RecordMetadata sent(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    record.topic() + " does not take the request: " + cause.getMessage(), cause);
        }
    }

    /** The next word of a process on a request; empty where none has come within the time. */
    public Optional<ErasureReceipt> next(Erasure erasure, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        do {
            for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
                ErasureReceipt receipt = read(record);
                if (receipt != null
                        && receipt.answers(erasure)
                        && !receipt.process().equals(ErasureReceipt.REQUESTED)) {
                    // others of the same poll are read again
                    consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                    return Optional.of(receipt);
                }
            }
        } while (System.nanoTime() < deadline);
        return Optional.empty();
    }

    private @Nullable ErasureReceipt read(ConsumerRecord<byte[], byte @Nullable []> record) {
        try {
            return receipts.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            return null; // none of ours
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
