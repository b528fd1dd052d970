package io.freshet.serving.topology;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.stream.EntityPartition;
import io.freshet.serving.shard.Parts;
import io.freshet.serving.testing.Plain;
import io.freshet.serving.testing.Shop;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Freshness;
import io.freshet.serving.view.ItemCatalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityReaderTest {
    private static final String TOPIC = Shop.stream().topics().embeddings();
    private static final int PARTITIONS = 3;

    private final Views views = new Views(
            Embeddings.exact(), new ItemCatalogue(), new Freshness(new SimpleMeterRegistry(), Clock.systemUTC()));
    private final Parts parts = new Parts();
    private final AtomicReference<Set<Integer>> wanted = new AtomicReference<>(Set.of());
    private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();

    @Test
    void hasTheEntitiesOfItsPartitionsWhileTheyAreItsOwn() {
        List<String> everybody =
                IntStream.range(0, 40).mapToObj(i -> "someone" + i).toList();
        everybody.forEach(entity -> publish(EntityPartition.of(entity, PARTITIONS), entity));
        wanted.set(Set.of(0, 2));
        try (EntityReader reader = reader()) {
            reader.start();
            await().until(() -> parts.haveAll(Set.of(0, 2)));
            assertThat(served(everybody)).isEqualTo(of(everybody, 0, 2));

            wanted.set(Set.of(1, 2));
            await().until(() -> parts.haveAll(Set.of(1, 2)) && !parts.has(0));
            assertThat(served(everybody)).isEqualTo(of(everybody, 1, 2));
        }
    }

    @Test
    void anEmbeddingThatIsNotBesideItsEventsIsLeftOut() {
        int right = EntityPartition.of("ann", PARTITIONS);
        publish((right + 1) % PARTITIONS, "ann");
        wanted.set(Set.of(0, 1, 2));
        try (EntityReader reader = reader()) {
            reader.start();
            await().until(() -> parts.haveAll(Set.of(0, 1, 2)));
            assertThat(views.embeddings().size(ENTITY)).isZero();
        }
    }

    @Test
    void whatIsUnreadableOrGoneOrAnItemIsNoEntity() {
        int partition = EntityPartition.of("ann", PARTITIONS);
        publish(partition, "ann");
        append(partition, "entity:ann", null);
        append(EntityPartition.of("bob", PARTITIONS), "entity:bob", new byte[] {1, 2, 3});
        append(
                0,
                "item:lamp",
                Plain.serializer(new EmbeddingCodec()).serialize(TOPIC, Shop.embedding(ITEM, "lamp", 1, 1, 0)));
        wanted.set(Set.of(0, 1, 2));
        try (EntityReader reader = reader()) {
            reader.start();
            await().until(() -> parts.haveAll(Set.of(0, 1, 2)));
            assertThat(views.embeddings().size(ENTITY)).isZero();
            assertThat(views.embeddings().size(ITEM)).isZero();
        }
    }

    private EntityReader reader() {
        parts.count(PARTITIONS);
        EmbeddingFold fold =
                new EmbeddingFold(ENTITY, TOPIC, Plain.serdes(Shop.stream()).embeddings(), views.embeddings());
        return new EntityReader(this::consumer, TOPIC, wanted::get, fold, views, parts);
    }

    /** One that, when it is pointed to other partitions, has all records of these. */
    private Consumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public synchronized void assign(java.util.Collection<TopicPartition> partitions) {
                Set<TopicPartition> before = assignment();
                super.assign(partitions);
                log.stream()
                        .filter(record -> {
                            TopicPartition its = new TopicPartition(TOPIC, record.partition());
                            return partitions.contains(its) && !before.contains(its);
                        })
                        .forEach(this::addRecord);
            }
        };
        for (int partition = 0; partition < PARTITIONS; partition++) {
            TopicPartition its = new TopicPartition(TOPIC, partition);
            consumer.updateBeginningOffsets(Map.of(its, 0L));
            consumer.updateEndOffsets(Map.of(its, size(partition)));
        }
        return consumer;
    }

    private void publish(int partition, String entity) {
        EmbeddingRecord embedding = Shop.embedding(ENTITY, entity, 1, 1, 0);
        append(
                partition,
                embedding.key(),
                Plain.serializer(new EmbeddingCodec()).serialize(TOPIC, embedding));
    }

    private void append(int partition, String key, byte @Nullable [] value) {
        log.add(new ConsumerRecord<>(TOPIC, partition, size(partition), key, value));
    }

    private long size(int partition) {
        return log.stream().filter(record -> record.partition() == partition).count();
    }

    private Set<String> served(List<String> everybody) {
        return everybody.stream()
                .filter(entity -> views.embeddings().find(ENTITY, entity) != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> of(List<String> everybody, Integer... partitions) {
        return everybody.stream()
                .filter(entity -> Set.of(partitions).contains(EntityPartition.of(entity, PARTITIONS)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
