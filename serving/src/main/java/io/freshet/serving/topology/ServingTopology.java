package io.freshet.serving.topology;

import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.stream.Topics;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.view.KnownItems;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
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
 * <p>Models and embeddings are global: each instance reads all of them, from their start, before it is ready, because a
 * neighbour may be any item. Events are partitioned, and what they leave is in two stores with changelogs, so that a
 * restart does not read the stream again.
 */
public final class ServingTopology {
    static final String KNOWN_ITEMS = "known-items";
    static final String ITEMS = "items";

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
                serdes.embeddings(),
                topics.embeddings(),
                "index",
                () -> new EmbeddingProcessor(views));
        ItemFields fields = ItemFields.of(stream);
        topology.addSource("events", keys, serdes.events(), topics.events());
        topology.addProcessor(
                "remember", () -> new EventProcessor(fields, views.catalogue(), config.knownItems()), "events");
        topology.addStateStore(store(KNOWN_ITEMS, Serdes.Bytes(), Serdes.Long(), config), "remember");
        topology.addStateStore(store(ITEMS, Serdes.String(), new ItemSerde(), config), "remember");
        return topology;
    }

    private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
            String name, Serde<K> keys, Serde<V> values, ServingConfig config) {
        KeyValueBytesStoreSupplier supplier = switch (config.state()) {
            case MEMORY -> Stores.inMemoryKeyValueStore(name);
            case DISK -> Stores.persistentKeyValueStore(name);
        };
        return Stores.keyValueStoreBuilder(supplier, keys, values);
    }

    /** The name of the store that {@link #knownItems} reads. */
    public static String knownItemsStore() {
        return KNOWN_ITEMS;
    }

    public static KnownItems knownItems(ReadOnlyKeyValueStore<Bytes, Long> store) {
        return KnownItemStore.reading(store);
    }
}
