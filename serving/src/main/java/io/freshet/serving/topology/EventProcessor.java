package io.freshet.serving.topology;

import io.freshet.schemas.message.Event;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Takes from each event which item its entity now has, and what the item is called, which it tells the other instances. */
final class EventProcessor extends ContextualProcessor<String, @Nullable Event, String, Item> {
    private final ItemFields fields;
    private final ItemCatalogue catalogue;
    private final int maxKnownItems;
    private final boolean dropsForgotten;
    private @Nullable KnownItemStore knownItems;

    EventProcessor(ItemFields fields, ItemCatalogue catalogue, int maxKnownItems, boolean dropsForgotten) {
        this.fields = fields;
        this.catalogue = catalogue;
        this.maxKnownItems = maxKnownItems;
        this.dropsForgotten = dropsForgotten;
    }

    @Override
    public void init(ProcessorContext<String, Item> context) {
        super.init(context);
        KeyValueStore<Bytes, Long> pairs = context.getStateStore(ServingTopology.KNOWN_ITEMS);
        knownItems = new KnownItemStore(pairs, maxKnownItems, dropsForgotten);
    }

    @Override
    public void process(Record<String, @Nullable Event> record) {
        Event event = record.value();
        KnownItemStore known = knownItems;
        if (event == null || event.item() == null || known == null) {
            return;
        }
        known.add(event.entity(), event.item(), event.timeMs());
        Item before = catalogue.get(event.item());
        Item now = fields.item(event.item(), event, before);
        if (!now.equals(before) || !catalogue.has(now.id())) {
            catalogue.put(now);
            context().forward(new Record<>(now.id(), now, record.timestamp()));
        }
    }
}
