package io.freshet.serving.topology;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.stream.EntityPartition;
import io.freshet.schemas.wire.RegistryException;
import io.freshet.serving.shard.Parts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the entities' part of the embeddings topic: each partition that is wanted here from its start, because the topic is
 * the table. A partition counts as one of the {@link Parts} once it has been read as far as it went when it was taken up;
 * when it is wanted no longer, its entities go.
 *
 * <p>A consumer of its own rather than a part of the topology: Kafka Streams calls a partition restored that has been read as
 * far as its group had committed, which after an outage is long ago.
 */
public final class EntityReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EntityReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int SAID_EVERY = 10_000;

    private final Supplier<Consumer<String, byte[]>> newConsumer;
    private final String topic;
    private final Supplier<Set<Integer>> wanted;
    private final EmbeddingFold entities;
    private final Views views;
    private final Parts parts;
    private final Thread thread = new Thread(this::run, "entity-reader");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<Integer, Long> next = new HashMap<>(); // to read, of the partitions that are held
    private final Map<Integer, Long> whole = new HashMap<>(); // once it is read so far, of those that are not whole yet
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile boolean closed;
    private long misplaced;

    /** @param wanted the partitions to have, asked for again and again */
    public EntityReader(
            Supplier<Consumer<String, byte[]>> newConsumer,
            String topic,
            Supplier<Set<Integer>> wanted,
            EmbeddingFold entities,
            Views views,
            Parts parts) {
        this.newConsumer = newConsumer;
        this.topic = topic;
        this.wanted = wanted;
        this.entities = entities;
        this.views = views;
        this.parts = parts;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try (Consumer<String, byte[]> opened = newConsumer.get()) {
                consumer = opened;
                assign(opened);
                while (!closed) {
                    follow(opened);
                }
            } catch (WakeupException e) {
                // close() woke it
            } catch (RegistryException e) {
                log.warn("The registry is away; entities stand still until it is back: {}", e.getMessage());
            } catch (RuntimeException e) {
                log.warn("The embeddings topic cannot be read now; entities stand still until it can", e);
            }
            rest();
        }
    }

    private void follow(Consumer<String, byte[]> opened) {
        Set<Integer> now = wanted.get();
        if (!now.equals(next.keySet())) {
            drop(now);
            takeUp(opened, now);
            assign(opened);
        }
        if (next.isEmpty()) {
            rest();
            return;
        }
        for (ConsumerRecord<String, byte[]> record : opened.poll(POLL)) {
            take(record);
            next.put(record.partition(), record.offset() + 1);
        }
        // where it stands, not what it has read: the topic may end in marks of transactions
        whole.entrySet().removeIf(part -> {
            boolean read = opened.position(new TopicPartition(topic, part.getKey())) >= part.getValue();
            if (read) {
                parts.add(part.getKey());
            }
            return read;
        });
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        String id = entities.id(record.key());
        if (id == null) {
            return;
        }
        if (EntityPartition.of(id, parts.count()) != record.partition()) {
            if (misplaced++ % SAID_EVERY == 0) {
                log.warn(
                        "Embedding {} left out: it is in partition {} of {}, and the entity's events are in {}",
                        record.key(),
                        record.partition(),
                        topic,
                        EntityPartition.of(id, parts.count()));
            }
            return;
        }
        EmbeddingRecord indexed = entities.fold(record.key(), record.value());
        if (indexed != null && parts.has(record.partition())) {
            views.freshness().indexed(indexed);
        }
    }

    private void takeUp(Consumer<String, byte[]> opened, Set<Integer> now) {
        Set<TopicPartition> fresh = now.stream()
                .filter(partition -> !next.containsKey(partition))
                .map(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> ends = opened.endOffsets(fresh);
        opened.beginningOffsets(fresh).forEach((partition, begin) -> next.put(partition.partition(), begin));
        ends.forEach((partition, end) -> whole.put(partition.partition(), end));
        if (!fresh.isEmpty()) {
            log.info("Reading the entities of partitions {}", new TreeSet<>(whole.keySet()));
        }
    }

    private void drop(Set<Integer> now) {
        for (Integer partition : Set.copyOf(next.keySet())) {
            if (!now.contains(partition)) {
                parts.remove(partition); // nobody is answered from what goes
                next.remove(partition);
                whole.remove(partition);
                int gone = views.embeddings()
                        .removeEntities(entity -> EntityPartition.of(entity, parts.count()) == partition);
                log.info("The {} entities of partition {} are elsewhere now", gone, partition);
            }
        }
    }

    private void assign(Consumer<String, byte[]> opened) {
        opened.assign(next.keySet().stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList());
        next.forEach((partition, offset) -> opened.seek(new TopicPartition(topic, partition), offset));
    }

    private void rest() {
        try {
            closing.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        closing.countDown();
        Consumer<String, byte[]> opened = consumer;
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
