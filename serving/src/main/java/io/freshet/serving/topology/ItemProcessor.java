package io.freshet.serving.topology;

import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Takes from the items topic what each item is called, whichever instance has read it from an event. */
final class ItemProcessor extends ContextualProcessor<String, @Nullable Item, Void, Void> {
    private final ItemCatalogue catalogue;

    ItemProcessor(ItemCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void process(Record<String, @Nullable Item> record) {
        Item item = record.value();
        if (item != null) {
            catalogue.put(item);
        }
    }
}
