package io.freshet.serving.topology;

import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.wire.RegistryException;
import io.freshet.serving.view.MetricHistory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the metrics topic, from at most a given number of records before its end.
 *
 * <p>A consumer of its own rather than a part of the topology: the topic is kept for good, and a restart must not read
 * a year of figures to draw an hour of them. Where it cannot read, it tries again from where it was.
 */
public final class MetricsReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Supplier<Consumer<String, @Nullable MetricRecord>> newConsumer;
    private final String topic;
    private final long lookBack;
    private final MetricHistory history;
    private final Thread thread = new Thread(this::run, "metrics-reader");
    private volatile @Nullable Consumer<String, @Nullable MetricRecord> consumer;
    private final Map<TopicPartition, Long> next = new HashMap<>(); // to read; of what has been read before
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;

    /** @param lookBack how many records before the end it starts at most, a partition */
    public MetricsReader(
            Supplier<Consumer<String, @Nullable MetricRecord>> newConsumer,
            String topic,
            long lookBack,
            MetricHistory history) {
        this.newConsumer = newConsumer;
        this.topic = topic;
        this.lookBack = lookBack;
        this.history = history;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try (Consumer<String, @Nullable MetricRecord> opened = newConsumer.get()) {
                consumer = opened;
                seek(opened);
                follow(opened);
            } catch (WakeupException e) {
                // close() woke it
            } catch (RecordDeserializationException e) {
                passOver(e);
            } catch (RuntimeException e) {
                log.warn("The metrics topic cannot be read now; the page stands still until it can", e);
            }
            rest();
        }
    }

    private void follow(Consumer<String, @Nullable MetricRecord> opened) {
        while (!closed) {
            for (ConsumerRecord<String, @Nullable MetricRecord> record : opened.poll(POLL)) {
                MetricRecord metric = record.value();
                if (metric != null) {
                    history.add(metric);
                }
                next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
        }
    }

    /** A record that is not ours to read is left out; where the registry is away, the same one is tried again. */
    private void passOver(RecordDeserializationException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryException) {
                log.warn("The registry is away; the page stands still until it is back: {}", cause.getMessage());
                return;
            }
        }
        log.warn("Record {}@{} left out: {}", fault.topicPartition(), fault.offset(), fault.getMessage());
        next.put(fault.topicPartition(), fault.offset() + 1);
    }

    private void rest() {
        try {
            closing.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void seek(Consumer<String, @Nullable MetricRecord> opened) {
        List<TopicPartition> partitions = opened.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        opened.assign(partitions);
        Map<TopicPartition, Long> from = new HashMap<>(opened.beginningOffsets(partitions));
        opened.endOffsets(partitions).forEach((partition, end) -> from.merge(partition, end - lookBack, Math::max));
        from.putAll(next);
        from.forEach(opened::seek);
    }

    @Override
    public void close() {
        closed = true;
        closing.countDown();
        Consumer<String, @Nullable MetricRecord> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
