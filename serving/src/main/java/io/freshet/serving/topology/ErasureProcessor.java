package io.freshet.serving.topology;

import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.Event;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Takes from an entity that is to be forgotten what it had, in its place among the entity's events, and gives a receipt. */
final class ErasureProcessor extends ContextualProcessor<String, @Nullable Event, String, ErasureReceipt> {
    private final boolean dropsForgotten;
    private @Nullable KnownItemStore knownItems;

    ErasureProcessor(boolean dropsForgotten) {
        this.dropsForgotten = dropsForgotten;
    }

    @Override
    public void init(ProcessorContext<String, ErasureReceipt> context) {
        super.init(context);
        KeyValueStore<Bytes, Long> pairs = context.getStateStore(ServingTopology.KNOWN_ITEMS);
        knownItems = new KnownItemStore(pairs, Integer.MAX_VALUE, dropsForgotten);
    }

    @Override
    public void process(Record<String, @Nullable Event> record) {
        KnownItemStore known = knownItems;
        RecordMetadata at = context().recordMetadata().orElse(null);
        if (record.value() != null || known == null || at == null) {
            return;
        }
        Erasure erasure = Erasure.of(record.key(), record.headers(), at.partition(), at.offset());
        if (erasure != null) {
            Map<String, Long> removed = Map.of("known-items", known.forget(erasure.entity()));
            long now = context().currentSystemTimeMs();
            ErasureReceipt receipt = ErasureReceipt.of(ErasureReceipt.SERVING, erasure, now, removed);
            context().forward(new Record<>(receipt.key(), receipt, now));
        }
    }
}
