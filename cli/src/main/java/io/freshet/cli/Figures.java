package io.freshet.cli;

import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest figures of a pipeline, read from its metrics topic while they come. */
final class Figures implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Figures.class);
    /** Enough for every group of figures to be among them. */
    private static final long LOOK_BACK = 500;

    private final Map<String, MetricRecord> latest = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroSerde<MetricRecord> serde;
    private final TopicPartition partition;
    private final Thread reader = new Thread(this::read, "figures");

    private Figures(StreamConfig stream, String bootstrapServers, String registryUrl) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        serde = new AvroSerde<>(new MetricCodec(), new RegistryClient(registryUrl));
        partition = new TopicPartition(stream.topics().metrics(), 0);
    }

    static Figures follow(PipelineLog log) {
        Figures figures = new Figures(log.stream(), log.bootstrapServers(), log.registryUrl());
        figures.reader.setDaemon(true);
        figures.reader.start();
        return figures;
    }

    /** One figure, such as {@code prequential} and {@code hr10}; NaN as long as there is none. */
    double value(String group, String name) {
        MetricRecord record = latest.get(group);
        return record == null ? Double.NaN : record.values().getOrDefault(name, Double.NaN);
    }

    /** A whole group of figures; empty as long as there is none. */
    Map<String, Double> group(String name) {
        MetricRecord record = latest.get(name);
        return record == null ? Map.of() : record.values();
    }

    /** How many events the learner had taken in when it last spoke. */
    long events() {
        return latest.values().stream().mapToLong(MetricRecord::events).max().orElse(0);
    }

    private void read() {
        try (consumer) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(0, end - LOOK_BACK));
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            log.debug("No longer reading figures");
        } catch (RuntimeException e) {
            // figures are for the eye; the pipeline does its work without them
            log.error("The figures cannot be read any longer", e);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        MetricRecord figures = serde.deserialize(record.topic(), record.value());
        if (figures != null) {
            latest.put(figures.name(), figures);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
