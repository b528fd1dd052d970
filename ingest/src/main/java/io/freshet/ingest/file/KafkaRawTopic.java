package io.freshet.ingest.file;

import io.freshet.ingest.TopicLimits;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The raw topic on a broker. */
final class KafkaRawTopic implements RawTopic {
    private final StreamConfig stream;
    private final TopicLimits limits;

    KafkaRawTopic(StreamConfig stream) {
        this.stream = stream;
        try (Admin admin = Admin.create(stream.kafka().clientProperties())) {
            limits = TopicLimits.of(stream.rawTopic(), admin);
        }
    }

    @Override
    public int maxValueBytes() {
        return limits.maxValueBytes();
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = stream.kafka().clientProperties();
        // One per topic: two replays at once would mix their rows.
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, stream.rawTopic() + "-file-source");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        // A second request of a transaction may overtake its first at the broker (4.x), which refuses it, and the retry
        // waits a tenth of a second.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 17);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limits.maxMessageBytes());
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (32 << 20) + 2L * limits.maxMessageBytes());
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return producer;
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    @Override
    public Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = stream.kafka().clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
