package io.freshet.serving.topology;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.wire.RegistryException;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Embeddings.Outcome;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the embeddings topic's records of one kind into the table; a record without a value takes its embedding away.
 * Those of other kinds are not even decoded: most of the topic is entities, and of those most are elsewhere.
 */
public final class EmbeddingFold {
    private static final Logger log = LoggerFactory.getLogger(EmbeddingFold.class);
    private static final int SAID_EVERY = 10_000; // a bad writer must not fill the log

    private final String kind;
    private final String topic;
    private final Deserializer<EmbeddingRecord> values;
    private final Embeddings embeddings;
    private long unfit;

    public EmbeddingFold(String kind, String topic, Deserializer<EmbeddingRecord> values, Embeddings embeddings) {
        this.kind = kind;
        this.topic = topic;
        this.values = values;
        this.embeddings = embeddings;
    }

    /** Whose record it is, by its key; null where it is of another kind. */
    @Nullable
    String id(@Nullable String recordKey) {
        if (recordKey == null || !recordKey.startsWith(kind) || !recordKey.startsWith(":", kind.length())) {
            return null;
        }
        return recordKey.substring(kind.length() + 1);
    }

    /**
     * Takes a record in; returns what is served from now on because of it, if anything is.
     *
     * @throws RegistryException where the registry is away, so that it cannot be read now
     */
    public @Nullable EmbeddingRecord fold(@Nullable String recordKey, byte @Nullable [] value) {
        String id = id(recordKey);
        if (id == null) {
            return null;
        }
        if (value == null) {
            embeddings.remove(kind, id);
            return null;
        }
        EmbeddingRecord embedding = read(recordKey, value);
        if (embedding == null) {
            return null;
        }
        if (embedding.kind().equals(kind) && embeddings.apply(embedding) == Outcome.INDEXED) {
            return embedding;
        }
        sayUnfit(embedding);
        return null;
    }

    private @Nullable EmbeddingRecord read(@Nullable String recordKey, byte[] value) {
        try {
            return values.deserialize(topic, value);
        } catch (SerializationException e) {
            log.warn("Record {} of {} left out: {}", recordKey, topic, e.getMessage());
            return null;
        }
    }

    private void sayUnfit(EmbeddingRecord embedding) {
        if (unfit++ % SAID_EVERY == 0) {
            log.warn(
                    "Embedding {} left out: it or its memory is not finite, or {} dimensions, {} of them the prior's, do not"
                            + " fit its kind and space {}",
                    embedding.key(),
                    embedding.vector().length,
                    embedding.priorDimensions(),
                    embedding.space());
        }
    }
}
