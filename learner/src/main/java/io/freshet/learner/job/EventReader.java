package io.freshet.learner.job;

import io.freshet.learner.operator.CompactType;
import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the events topic, events and requests to forget an entity. What is neither is counted and passed over. */
@SuppressWarnings("NullAway.Init") // Flink opens it before it uses it
final class EventReader implements KafkaRecordDeserializationSchema<EntityRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);
    private static final long serialVersionUID = 1;

    private final PipelineText pipeline;
    private transient AvroSerde<Event> serde;
    private transient Counter unreadable;

    EventReader(PipelineText pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        StreamConfig stream = pipeline.stream();
        serde = new AvroSerde<>(new EventCodec(stream), new RegistryClient(LearnerJob.registry(stream)));
        unreadable = context.getMetricGroup().counter("unreadable-events");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<EntityRecord> out) {
        if (record.value() == null) {
            forget(record, out);
            return;
        }
        try {
            Event event = serde.deserialize(record.topic(), record.value());
            if (event != null) {
                out.collect(event);
            }
        } catch (SerializationException e) {
            unreadable.inc();
            if (Long.bitCount(unreadable.getCount()) == 1) { // the 1st, 2nd, 4th: a flood must not fill the log
                LOG.warn(
                        "{} records are no events so far; the latest is {} partition {} offset {}: {}",
                        unreadable.getCount(),
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.getMessage());
            }
        }
    }

    private static void forget(ConsumerRecord<byte[], byte[]> record, Collector<EntityRecord> out) {
        String entity = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        Erasure erasure = Erasure.of(entity, record.headers(), record.partition(), record.offset());
        if (erasure != null) {
            out.collect(erasure);
        }
    }

    @Override
    public TypeInformation<EntityRecord> getProducedType() {
        return CompactType.ENTITY_RECORD;
    }
}
