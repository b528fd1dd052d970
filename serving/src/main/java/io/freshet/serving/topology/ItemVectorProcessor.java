package io.freshet.serving.topology;

import io.freshet.schemas.message.EmbeddingRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Indexes each item's embedding as it comes. */
final class ItemVectorProcessor extends ContextualProcessor<String, byte[], Void, Void> {
    private final EmbeddingFold items;
    private final Views views;

    ItemVectorProcessor(EmbeddingFold items, Views views) {
        this.items = items;
        this.views = views;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        EmbeddingRecord indexed = items.fold(record.key(), record.value());
        if (indexed != null) {
            views.freshness().indexed(indexed);
            views.catalogue().seen(indexed.id());
        }
    }
}
