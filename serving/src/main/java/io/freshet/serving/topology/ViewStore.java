package io.freshet.serving.topology;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Stands where Kafka Streams asks a global topic for a store, and keeps nothing: the topic itself is the durable table
 * and the view in memory is its fold.
 *
 * <p>A store beside them would hold every vector twice and save no time on a restart, because the index has to be built
 * from every vector again anyway. Streams reads a global topic to its end through the processor before it runs.
 */
final class ViewStore implements StateStore {
    private final String name;
    private boolean open;

    private ViewStore(String name) {
        this.name = name;
    }

    static StoreBuilder<ViewStore> named(String name) {
        return new Builder(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {
            // the processor has seen the record
        });
        open = true;
    }

    @Override
    public void flush() {
        // keeps nothing
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private record Builder(String name) implements StoreBuilder<ViewStore> {
        @Override
        public StoreBuilder<ViewStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<ViewStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<ViewStore> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("a view's log is its topic");
        }

        @Override
        public StoreBuilder<ViewStore> withLoggingDisabled() {
            return this;
        }

        @Override
        public ViewStore build() {
            return new ViewStore(name);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
