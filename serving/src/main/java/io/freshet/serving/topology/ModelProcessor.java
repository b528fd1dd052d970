package io.freshet.serving.topology;

import io.freshet.schemas.message.ModelRecord;
import io.freshet.serving.view.Embeddings;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Announces each version of the model, and with it the space that its vectors are in. */
final class ModelProcessor extends ContextualProcessor<String, @Nullable ModelRecord, Void, Void> {
    private final Embeddings embeddings;

    ModelProcessor(Embeddings embeddings) {
        this.embeddings = embeddings;
    }

    @Override
    public void process(Record<String, @Nullable ModelRecord> record) {
        ModelRecord model = record.value();
        if (model != null) {
            embeddings.announce(model);
        }
    }
}
