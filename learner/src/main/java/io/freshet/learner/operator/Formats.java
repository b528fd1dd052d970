package io.freshet.learner.operator;

import io.freshet.learner.training.Quarantined;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Lesson;
import io.freshet.schemas.message.DeltaCodec;
import io.freshet.schemas.message.DeltaRecord;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.message.ModelRecord;
import java.util.List;

/** Every format, so that a checkpoint's names find theirs. */
final class Formats {

    static final Format<Event> EVENT = new EventFormat();
    static final Format<History> HISTORY = new HistoryFormat();
    static final Format<Example> EXAMPLE = new ExampleFormat();
    static final Format<EntityRecord> ENTITY_RECORD = new EntityRecordFormat();
    static final Format<Lesson> LESSON = new LessonFormat();
    static final Format<Visit> VISIT = new VisitFormat();
    static final Format<Quarantined> QUARANTINED = new QuarantinedFormat();
    static final Format<EmbeddingRecord> EMBEDDING =
            new AvroFormat<>("embedding", EmbeddingRecord.class, new EmbeddingCodec());
    static final Format<MetricRecord> METRIC = new AvroFormat<>("metric", MetricRecord.class, new MetricCodec());
    static final Format<ModelRecord> MODEL = new AvroFormat<>("model", ModelRecord.class, new ModelCodec());
    static final Format<DeltaRecord> DELTA = new AvroFormat<>("delta", DeltaRecord.class, new DeltaCodec());

    static final Format<ErasureReceipt> RECEIPT =
            new AvroFormat<>("erasure-receipt", ErasureReceipt.class, new ErasureReceiptCodec());

    private static final List<Format<?>> ALL = List.of(
            EVENT,
            HISTORY,
            EXAMPLE,
            ENTITY_RECORD,
            LESSON,
            VISIT,
            QUARANTINED,
            EMBEDDING,
            METRIC,
            MODEL,
            RECEIPT,
            DELTA);

    private Formats() {}

    static Format<?> named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the state was written in the format \"" + name + "\", which this program does not know"));
    }
}
