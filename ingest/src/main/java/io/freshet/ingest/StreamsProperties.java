package io.freshet.ingest;

import io.freshet.ingest.IngestApp.Place;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** How Kafka Streams is set for ingest. */
final class StreamsProperties {
    private static final int BATCH_BYTES = 1 << 17;

    private StreamsProperties() {}

    static String applicationId(StreamConfig stream) {
        return stream.kafka().namespace() + "-ingest";
    }

    static Properties of(StreamConfig stream, IngestConfig config, Place place, int maxMessageBytes) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(stream));
        p.putAll(stream.kafka().clientProperties());
        p.put(StreamsConfig.STATE_DIR_CONFIG, place.stateDir().toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, stream.kafka().replication());
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        p.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                config.guarantee() == IngestConfig.Guarantee.EXACTLY_ONCE
                        ? StreamsConfig.EXACTLY_ONCE_V2
                        : StreamsConfig.AT_LEAST_ONCE);
        p.put(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                stream.topics().deadLetters());
        p.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, OversizedToDeadLetters.class);

        p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.class);

        // Files are replayed in transactions: what was broken off must not be read.
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2000);
        p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 4000);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        if (place.instance() != null) {
            // A member that comes back under its name takes its partitions up at once, also after a crash.
            p.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    applicationId(stream) + "-" + place.instance());
        }

        // Streams would wait 100 ms for a batch to fill, which is as long as a commit may take to come.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        // A second request of a transaction may overtake its first at the broker (4.x), which refuses it, and the retry
        // waits a tenth of a second.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Math.max(1 << 20, maxMessageBytes));
        p.put(
                StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                (32 << 20) + 2L * Math.max(1 << 20, maxMessageBytes));
        return p;
    }
}
