package io.freshet.bench.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends so many events a second into the raw topic, and one record a second that is no event; the ledger learns of each when
 * the log has it. A log that is away holds it up, and it catches up afterwards.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventSource source;
    private final Ledger ledger;
    private final String topic;
    private final int eventsPerSecond;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong refused = new AtomicLong();
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopped;
    private volatile @Nullable String fault;

    Load(EventSource source, Ledger ledger, String bootstrapServers, String topic, int eventsPerSecond) {
        this.source = source;
        this.ledger = ledger;
        this.topic = topic;
        this.eventsPerSecond = eventsPerSecond;
        this.producer = producer(bootstrapServers);
    }

    private static Producer<byte[], byte[]> producer(String bootstrapServers) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long begun = System.nanoTime();
            long events = 0;
            long poison = 0;
            while (!stopped) {
                double seconds = (System.nanoTime() - begun) / 1e9;
                for (; events < seconds * eventsPerSecond && !stopped; events++) {
                    EventSource.Raw raw = source.next(System.currentTimeMillis());
                    send(raw, () -> ledger.produced(raw.number()));
                }
                for (; poison < seconds && !stopped; poison++) {
                    EventSource.Raw raw = source.poison(System.currentTimeMillis());
                    send(raw, () -> ledger.poisoned(raw.number()));
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        } catch (RuntimeException e) {
            fault = e.toString();
        }
    }

    private void send(EventSource.Raw raw, Runnable acknowledged) {
        producer.send(new ProducerRecord<>(topic, raw.key(), raw.value()), (metadata, e) -> {
            if (e == null) {
                acknowledged.run();
            } else {
                refused.incrementAndGet();
                fault = e.toString();
            }
        });
    }

    /** What could not be sent within the patience: it may be in the log or not, so it is in no account. */
    long refused() {
        return refused.get();
    }

    /** The latest reason of such; null where there was none. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Sends no more, and returns when the log has everything. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
