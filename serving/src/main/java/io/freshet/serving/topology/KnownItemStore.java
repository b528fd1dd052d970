package io.freshet.serving.topology;

import io.freshet.serving.view.KnownItems;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The items each entity has, bounded: an entry for each pair, and one that counts an entity's pairs.
 *
 * <p>A pair an entry, rather than a list an entity, so that an event costs the same however much its entity has. Keys
 * are the entity's length in four bytes, the entity, the item.
 */
final class KnownItemStore {
    private static final Serializer<Bytes> AS_IS = new BytesSerializer();

    /** In place of the number of pairs: the entity was forgotten. */
    private static final long FORGOTTEN = -1;

    private final KeyValueStore<Bytes, Long> store; // pair -> event time; entity alone -> number of pairs
    private final int maxItems;
    private final boolean dropsForgotten;

    /** @param dropsForgotten whether later items of an entity that was forgotten are not remembered either */
    KnownItemStore(KeyValueStore<Bytes, Long> store, int maxItems, boolean dropsForgotten) {
        this.store = store;
        this.maxItems = maxItems;
        this.dropsForgotten = dropsForgotten;
    }

    void add(String entity, String item, long timeMs) {
        Bytes pair = key(entity, item);
        if (store.get(pair) != null) {
            return;
        }
        Bytes counter = key(entity, "");
        Long before = store.get(counter);
        boolean forgotten = before != null && before == FORGOTTEN;
        if (forgotten && dropsForgotten) {
            return;
        }
        store.put(pair, timeMs);
        long pairs = before == null || forgotten ? 1 : before + 1;
        store.put(counter, pairs > maxItems ? pairs - forgetOldest(counter) : pairs);
    }

    /** Removes all that an entity has; returns how many items that was. */
    long forget(String entity) {
        Bytes counter = key(entity, "");
        List<KeyValue<Bytes, Long>> pairs = pairs(counter);
        pairs.forEach(pair -> store.delete(pair.key));
        if (dropsForgotten) {
            store.put(counter, FORGOTTEN);
        } else {
            store.delete(counter);
        }
        return pairs.size();
    }

    // A quarter at a time, so that the scan for the oldest is rare.
    private int forgetOldest(Bytes prefix) {
        List<KeyValue<Bytes, Long>> pairs = pairs(prefix);
        pairs.sort(Comparator.comparing(pair -> pair.value));
        int forgotten = pairs.size() - maxItems + maxItems / 4;
        pairs.subList(0, forgotten).forEach(pair -> store.delete(pair.key));
        return forgotten;
    }

    private List<KeyValue<Bytes, Long>> pairs(Bytes prefix) {
        List<KeyValue<Bytes, Long>> pairs = new ArrayList<>();
        try (KeyValueIterator<Bytes, Long> all = store.prefixScan(prefix, AS_IS)) {
            all.forEachRemaining(pairs::add);
        }
        pairs.removeIf(pair -> pair.key.equals(prefix));
        return pairs;
    }

    /** Reads what {@link #add} wrote, from any thread. */
    static KnownItems reading(ReadOnlyKeyValueStore<Bytes, Long> store) {
        return entity -> {
            Bytes prefix = key(entity, "");
            int itemAt = prefix.get().length;
            Set<String> items = new HashSet<>();
            try (KeyValueIterator<Bytes, Long> pairs = store.prefixScan(prefix, AS_IS)) {
                pairs.forEachRemaining(pair -> {
                    byte[] bytes = pair.key.get();
                    if (bytes.length > itemAt) {
                        items.add(new String(bytes, itemAt, bytes.length - itemAt, StandardCharsets.UTF_8));
                    }
                });
            }
            return items;
        };
    }

    private static Bytes key(String entity, String item) {
        byte[] first = entity.getBytes(StandardCharsets.UTF_8);
        byte[] second = item.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(4 + first.length + second.length)
                .putInt(first.length)
                .put(first)
                .put(second)
                .array());
    }
}
