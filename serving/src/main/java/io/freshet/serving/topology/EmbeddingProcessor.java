package io.freshet.serving.topology;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.serving.view.Embeddings.Outcome;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Indexes each embedding as it comes; a record without a value takes its embedding away. */
final class EmbeddingProcessor extends ContextualProcessor<String, @Nullable EmbeddingRecord, Void, Void> {
    private static final Logger log = LoggerFactory.getLogger(EmbeddingProcessor.class);

    private final Views views;
    private long unfit;

    EmbeddingProcessor(Views views) {
        this.views = views;
    }

    @Override
    public void process(Record<String, @Nullable EmbeddingRecord> record) {
        EmbeddingRecord embedding = record.value();
        if (embedding == null) {
            remove(record.key());
            return;
        }
        Outcome outcome = views.embeddings().apply(embedding);
        if (outcome == Outcome.INDEXED) {
            views.freshness().indexed(embedding);
            if (embedding.kind().equals(EmbeddingRecord.ITEM)) {
                views.catalogue().seen(embedding.id());
            }
        } else if (outcome == Outcome.UNFIT && unfit++ % 10_000 == 0) { // a bad writer must not fill the log
            log.warn(
                    "Embedding {} left out: it or its memory is not finite, or {} dimensions, {} of them the prior's, do not"
                            + " fit its kind and space {}",
                    embedding.key(),
                    embedding.vector().length,
                    embedding.priorDimensions(),
                    embedding.space());
        }
    }

    private void remove(@Nullable String recordKey) {
        int colon = recordKey == null ? -1 : recordKey.indexOf(':');
        if (recordKey != null && colon > 0) {
            views.embeddings().remove(recordKey.substring(0, colon), recordKey.substring(colon + 1));
        }
    }
}
