package io.freshet.cli.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.run.Application;
import io.freshet.schemas.stream.KafkaConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the shop's events to the raw topic: first a burst of what happened before, then at an even rate. */
public final class ShopSource implements Application {
    private static final Logger log = LoggerFactory.getLogger(ShopSource.class);
    private static final Duration BEAT = Duration.ofMillis(20);

    /**
     * How fast events come.
     *
     * @param burst events sent at once at the very first start, dated back as if they had come at the rate
     * @param perSecond events a second from then on
     */
    public record Pace(int burst, int perSecond) {
        public static final Pace DEFAULT = new Pace(20_000, 600);
    }

    private final String topic;
    private final Pace pace;
    private final Shop shop;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "shop"));
    private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
    private final long made;
    private long sent;
    private long startedNanos;
    private Instant started = Instant.EPOCH;

    private ShopSource(String topic, Pace pace, Shop shop, long made, KafkaProducer<byte[], byte[]> producer) {
        this.topic = topic;
        this.pace = pace;
        this.shop = shop;
        this.made = made;
        this.producer = producer;
    }

    /** Goes on after the last event in the topic. */
    public static ShopSource start(KafkaConfig kafka, String topic, Pace pace, Shop shop) {
        long made = lastNumber(kafka, topic);
        shop.skip(made);
        Map<String, Object> config = kafka.clientProperties();
        config.put("linger.ms", 5);
        config.put("compression.type", "lz4");
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        ShopSource source = new ShopSource(topic, pace, shop, made, producer);
        source.started = Instant.now();
        source.startedNanos = System.nanoTime();
        var unused = source.beat.scheduleAtFixedRate(source::sendDue, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        return source;
    }

    private void sendDue() {
        try {
            double seconds = (System.nanoTime() - startedNanos) / 1e9;
            int burst = made == 0 ? pace.burst() : 0;
            long due = burst + (long) (seconds * pace.perSecond());
            while (sent < due) {
                ShopEvent event = shop.next();
                Instant time = started.plusNanos((long) ((sent - burst) * 1e9 / pace.perSecond()));
                byte[] json = event.json(time.truncatedTo(ChronoUnit.MILLIS)).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(topic, json), (metadata, e) -> {
                    if (e != null) {
                        fault.compareAndSet(null, new IllegalStateException("The shop's events do not arrive", e));
                    }
                });
                sent++;
            }
        } catch (RuntimeException e) {
            log.error("The shop has closed", e);
            fault.compareAndSet(null, e);
            throw e; // ends the beat
        }
    }

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public @Nullable String failure() {
        RuntimeException thrown = fault.get();
        return thrown == null ? null : String.valueOf(thrown.getMessage());
    }

    @Override
    public void close() {
        beat.shutdown();
        try {
            beat.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(10));
    }

    /** The number of the last event that an earlier start has sent; 0 where there was none. */
    private static long lastNumber(KafkaConfig kafka, String topic) {
        Map<String, Object> config = kafka.clientProperties();
        config.put("auto.offset.reset", "earliest");
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long last = 0;
            consumer.seek(partition, Math.max(0, end - 1));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    last = number(record.value());
                }
            }
            return last;
        }
    }

    private static long number(byte[] json) {
        try {
            String id = new ObjectMapper().readTree(json).path("id").asText("e0");
            return Long.parseLong(id.substring(1));
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("The raw topic holds something else than the shop's events", e);
        }
    }
}
