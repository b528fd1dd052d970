package io.freshet.cli.run;

import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.serving.view.MetricHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest figures of a pipeline, read from its metrics topic while they come. */
public final class Figures implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Figures.class);
    /** Enough for the way that figures took through a long stream. */
    private static final long LOOK_BACK = 50_000;

    private static final int COURSE = 2_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, MetricRecord> latest = new ConcurrentHashMap<>();
    private final MetricHistory history = new MetricHistory(COURSE);
    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroSerde<MetricRecord> serde;
    private final TopicPartition partition;
    private final Thread reader = new Thread(this::read, "figures");
    /** The consumer serves one thread at a time; fair, since its reader always wants the next turn. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile boolean closed;

    private Figures(StreamConfig stream, String registryUrl) {
        Map<String, Object> config = stream.kafka().clientProperties();
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        serde = new AvroSerde<>(new MetricCodec(), new RegistryClient(registryUrl));
        partition = new TopicPartition(stream.topics().metrics(), 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, Math.max(0, end() - LOOK_BACK));
    }

    static Figures follow(PipelineLog log) {
        Figures figures = new Figures(log.stream(), log.registryUrl());
        figures.awaitEnd(); // what an earlier run has said, before anybody asks
        figures.reader.setDaemon(true);
        figures.reader.start();
        return figures;
    }

    /** One figure, such as {@code prequential} and {@code hr10}; NaN as long as there is none. */
    public double value(String group, String name) {
        MetricRecord record = latest.get(group);
        return record == null ? Double.NaN : record.values().getOrDefault(name, Double.NaN);
    }

    /** A whole group of figures; empty as long as there is none. */
    public Map<String, Double> group(String name) {
        MetricRecord record = latest.get(name);
        return record == null ? Map.of() : record.values();
    }

    /** How a group's figures came to be what they are, oldest first. */
    List<MetricRecord> course(String group, int most) {
        return history.points(group, Long.MIN_VALUE, most);
    }

    /** How many events the learner had taken in when it last spoke. */
    public long events() {
        return Math.max(0, eventsSince(0));
    }

    /** The same, where it has spoken since that time; else -1. A learner that was killed goes on from further back. */
    long eventsSince(long timeMs) {
        MetricRecord training = latest.get("training");
        return training == null || training.timeMs() < timeMs ? -1 : training.events();
    }

    /** Returns when everything that stands in the topic now has been read. */
    void awaitEnd() {
        turn.lock();
        try {
            long end = end();
            while (consumer.position(partition) < end) {
                poll();
            }
        } finally {
            turn.unlock();
        }
    }

    /** How the pipeline is doing, in one line. */
    String shown() {
        List<String> parts = new ArrayList<>();
        parts.add("%,d events".formatted(events()));
        add(parts, "%,.0f/s", value("throughput", "events-per-second"));
        add(parts, "loss %.3f", value("training", "loss"));
        double hr10 = value("prequential", "hr10");
        if (!Double.isNaN(hr10)) {
            parts.add("HR@10 %.3f".formatted(hr10) + bestFloor());
        }
        add(parts, "fresh in %,.0f ms", value("freshness", "recent.p50"));
        return String.join(" | ", parts);
    }

    private String bestFloor() {
        return floors().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(best -> " (best floor %.3f, %s)".formatted(best.getValue(), best.getKey()))
                .orElse("");
    }

    /** HR@10 over everything scored, by floor. */
    public Map<String, Double> floors() {
        Map<String, Double> floors = new TreeMap<>();
        group("floors").forEach((name, value) -> {
            int dot = name.indexOf('.');
            if (name.substring(dot + 1).equals("hr10")) {
                floors.put(name.substring(0, dot), value);
            }
        });
        return floors;
    }

    private static void add(List<String> parts, String format, double value) {
        if (!Double.isNaN(value)) {
            parts.add(format.formatted(value));
        }
    }

    private void read() {
        try {
            while (!closed) {
                turn.lock();
                try {
                    poll();
                } finally {
                    turn.unlock();
                }
            }
        } catch (RuntimeException e) {
            // figures are for the eye; the pipeline does its work without them
            log.error("The figures cannot be read any longer", e);
        }
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            try {
                take(serde.deserialize(record.topic(), record.value()));
            } catch (SerializationException e) {
                log.warn("Figures at offset {} of {} left out: {}", record.offset(), record.topic(), e.getMessage());
            }
        }
    }

    private void take(@Nullable MetricRecord figures) {
        if (figures != null) {
            latest.put(figures.name(), figures);
            history.add(figures);
        }
    }

    private long end() {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        closed = true;
        turn.lock();
        try {
            consumer.close();
        } finally {
            turn.unlock();
        }
    }
}
