package io.freshet.ingest;

import io.freshet.ingest.parse.EventReader;
import io.freshet.ingest.parse.RawRecord;
import io.freshet.ingest.parse.Reading;
import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.field.Rejection;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Raw bytes to a candidate event, keyed by entity, or a dead letter with its reason; counts what it rejects. */
final class ReadRecords implements Processor<byte[], byte[], Object, Object> {
    private final EventReader reader;
    private final DeadLetters deadLetters;
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable OutcomeCounts rejected;

    private ReadRecords(EventReader reader, DeadLetters deadLetters) {
        this.reader = reader;
        this.deadLetters = deadLetters;
    }

    static ProcessorSupplier<byte[], byte[], Object, Object> supplier(
            Supplier<EventReader> readers, DeadLetters deadLetters) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], Object, Object> get() {
                return new ReadRecords(readers.get(), deadLetters);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(OutcomeCounts.store(OutcomeCounts.REJECTED));
            }
        };
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        rejected = new OutcomeCounts(processorContext.getStateStore(OutcomeCounts.REJECTED));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (context == null || rejected == null) {
            throw new IllegalStateException("not initialised");
        }
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        SourcePosition at = new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset());
        Reading reading = reader.read(new RawRecord(record.value(), record.headers(), at, record.timestamp()));
        if (reading instanceof Reading.Read read) {
            Candidate candidate = new Candidate(read.event(), at, read.repeatable());
            context.forward(
                    new Record<>(
                            read.event().entity(),
                            candidate,
                            record.timestamp(),
                            Lineage.withoutOurs(record.headers())),
                    IngestTopology.CANDIDATES);
            return;
        }
        Rejection rejection = ((Reading.Unread) reading).rejection();
        rejected.add(rejection.code());
        Headers headers = deadLetters.headers(record, at, rejection);
        context.forward(
                new Record<>(record.key(), deadLetters.fitting(record.value()), record.timestamp(), headers),
                IngestTopology.DEAD_LETTERS);
    }
}
