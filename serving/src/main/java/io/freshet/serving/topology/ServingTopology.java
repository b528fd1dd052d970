package io.freshet.serving.topology;

import static io.freshet.schemas.message.EmbeddingRecord.ITEM;

import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.stream.Topics;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.view.KnownItems;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Topics to views.
 *
 * <p>Models and what is known of items are global: each instance reads all of it, from its start, before it is ready,
 * because a neighbour may be any item. Events are partitioned: which items an entity has is in a store with a changelog, so
 * that a restart does not read the stream again, and what an item is called goes to a topic, for all instances. Embeddings
 * of entities are not here: {@link EntityReader} follows those of the partitions that this topology is given.
 */
public final class ServingTopology {
    static final String KNOWN_ITEMS = "known-items";

    private ServingTopology() {}

    public static Topology build(StreamConfig stream, ServingConfig config, ServingSerdes serdes, Views views) {
        Topics topics = stream.topics();
        Deserializer<String> keys = new StringDeserializer();
        Topology topology = new Topology();
        // Models first: Streams reads global topics in this order, and they say which space is the current one.
        topology.addGlobalStore(
                ViewStore.named("models-view"),
                "models",
                keys,
                serdes.models(),
                topics.models(),
                "announce",
                () -> new ModelProcessor(views.embeddings()));
        topology.addGlobalStore(
                ViewStore.named("embeddings-view"),
                "embeddings",
                keys,
                new ByteArrayDeserializer(),
                topics.embeddings(),
                "index",
                () -> new ItemVectorProcessor(
                        new EmbeddingFold(ITEM, topics.embeddings(), serdes.embeddings(), views.embeddings()), views));
        topology.addGlobalStore(
                ViewStore.named("items-view"),
                "items",
                keys,
                new ItemSerde().deserializer(),
                topics.items(),
                "name",
                () -> new ItemProcessor(views.catalogue()));
        ItemFields fields = ItemFields.of(stream);
        boolean drops = stream.event().dropsForgotten();
        topology.addSource("events", keys, serdes.events(), topics.events());
        topology.addProcessor(
                "remember", () -> new EventProcessor(fields, views.catalogue(), config.knownItems(), drops), "events");
        topology.addProcessor("forget", () -> new ErasureProcessor(drops), "events");
        topology.addStateStore(knownItems(config), "remember", "forget");
        topology.addSink("tell", topics.items(), new StringSerializer(), new ItemSerde().serializer(), "remember");
        topology.addSink("receipts", topics.erasures(), new StringSerializer(), serdes.receipts(), "forget");
        return topology;
    }

    private static StoreBuilder<KeyValueStore<Bytes, Long>> knownItems(ServingConfig config) {
        KeyValueBytesStoreSupplier supplier = switch (config.state()) {
            case MEMORY -> Stores.inMemoryKeyValueStore(KNOWN_ITEMS);
            case DISK -> Stores.persistentKeyValueStore(KNOWN_ITEMS);
        };
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.Long());
    }

    /** The name of the store that {@link #knownItems} reads. */
    public static String knownItemsStore() {
        return KNOWN_ITEMS;
    }

    public static KnownItems knownItems(ReadOnlyKeyValueStore<Bytes, Long> store) {
        return KnownItemStore.reading(store);
    }
}
