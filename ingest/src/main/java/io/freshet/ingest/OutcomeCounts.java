package io.freshet.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How many raw records ended in which outcome, kept in a state store: part of the same transaction as the outcomes
 * themselves, so that a crash cannot set them apart. The store's cache makes it one write a commit, not one a record.
 */
final class OutcomeCounts {
    /** Store of what reading rejects: code to count. */
    static final String REJECTED = "rejected";

    /** Store of what became of candidates: {@link #ACCEPTED} and {@link #DUPLICATE} to count. */
    static final String SETTLED = "settled";

    static final String ACCEPTED = "accepted";
    static final String DUPLICATE = "duplicate";

    private final KeyValueStore<String, Long> store;
    private final Map<String, Long> counts = new HashMap<>();

    OutcomeCounts(KeyValueStore<String, Long> store) {
        this.store = store;
        try (KeyValueIterator<String, Long> all = store.all()) {
            all.forEachRemaining(entry -> counts.put(entry.key, entry.value));
        }
    }

    void add(String outcome) {
        store.put(outcome, counts.merge(outcome, 1L, Long::sum));
    }

    static StoreBuilder<KeyValueStore<String, Long>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.Long())
                .withCachingEnabled();
    }
}
