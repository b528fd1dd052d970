package io.freshet.ingest;

import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.message.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Passes an event on unless one with its id was passed on within the window, and counts both.
 *
 * <p>With each id the place of its raw record is remembered. The same id from the same place is not a duplicate but the
 * same record read again after a crash, whose first result may be lost: it is passed on. So at-least-once repeats
 * events rather than losing any.
 *
 * <p>Ids are kept in stretches of time as long as the window. An id within the window is in this stretch or the one
 * before it, so two point lookups find it, and forgetting is dropping a stretch.
 */
final class Deduplicate implements Processor<String, Candidate, String, Event> {
    static final String SEEN = "seen";

    private static final int VALUE_BYTES = 4 + 4 + 8 + 8;

    private final long windowMs;
    private long clockMs;
    private @Nullable ProcessorContext<String, Event> context;
    private @Nullable OutcomeCounts counts;
    private @Nullable WindowStore<String, byte[]> seen;

    private Deduplicate(@Nullable Duration window) {
        this.windowMs = window == null ? 0 : window.toMillis();
    }

    static ProcessorSupplier<String, Candidate, String, Event> supplier(@Nullable Duration window) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Candidate, String, Event> get() {
                return new Deduplicate(window);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                StoreBuilder<?> settled = OutcomeCounts.store(OutcomeCounts.SETTLED);
                return window == null ? Set.of(settled) : Set.of(settled, store(window));
            }
        };
    }

    private static StoreBuilder<WindowStore<String, byte[]>> store(Duration window) {
        // The oldest stretch that is looked up starts two windows ago.
        Duration retention = window.multipliedBy(3);
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(SEEN, retention, window, false),
                        Serdes.String(),
                        Serdes.ByteArray())
                // Raw records may carry timestamps of long ago; the changelog's retention must not take them for old.
                .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    @Override
    public void init(ProcessorContext<String, Event> processorContext) {
        context = processorContext;
        counts = new OutcomeCounts(processorContext.getStateStore(OutcomeCounts.SETTLED));
        seen = windowMs == 0 ? null : processorContext.getStateStore(SEEN);
        clockMs = Math.min(processorContext.currentStreamTimeMs(), processorContext.currentSystemTimeMs());
    }

    @Override
    public void process(Record<String, Candidate> record) {
        if (context == null || counts == null) {
            throw new IllegalStateException("not initialised");
        }
        Candidate candidate = record.value();
        if (seen != null && candidate.repeatable() && isDuplicate(seen, candidate, nowMs(context, record))) {
            counts.add(OutcomeCounts.DUPLICATE);
            return;
        }
        counts.add(OutcomeCounts.ACCEPTED);
        context.forward(record.withValue(candidate.event()));
    }

    private boolean isDuplicate(WindowStore<String, byte[]> store, Candidate candidate, long now) {
        String id = candidate.event().id();
        long stretch = now - now % windowMs;
        byte[] known = store.fetch(id, stretch);
        if (known == null) {
            known = store.fetch(id, stretch - windowMs);
        }
        if (known == null || known.length != VALUE_BYTES || now - seenAtMs(known) > windowMs) {
            store.put(id, written(candidate.at(), now), stretch);
            return false;
        }
        return !isAt(known, candidate.at());
    }

    /**
     * The time of appending, as a clock: it never runs back, and a timestamp from the future cannot move it there, for
     * that would make everything after it too old to be remembered.
     */
    private long nowMs(ProcessorContext<?, ?> from, Record<?, ?> record) {
        clockMs = Math.max(clockMs, Math.min(record.timestamp(), from.currentSystemTimeMs()));
        return clockMs;
    }

    private static byte[] written(SourcePosition at, long now) {
        return ByteBuffer.allocate(VALUE_BYTES)
                .putInt(at.topic().hashCode())
                .putInt(at.partition())
                .putLong(at.offset())
                .putLong(now)
                .array();
    }

    private static boolean isAt(byte[] written, SourcePosition at) {
        ByteBuffer buffer = ByteBuffer.wrap(written);
        return buffer.getInt() == at.topic().hashCode()
                && buffer.getInt() == at.partition()
                && buffer.getLong() == at.offset();
    }

    private static long seenAtMs(byte[] written) {
        return ByteBuffer.wrap(written).getLong(VALUE_BYTES - 8);
    }
}
