package io.freshet.serving.topology;

import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** How the values of the topics are read, and receipts written. */
public record ServingSerdes(
        Deserializer<Event> events,
        Deserializer<EmbeddingRecord> embeddings,
        Deserializer<ModelRecord> models,
        Deserializer<MetricRecord> metrics,
        Serializer<ErasureReceipt> receipts) {

    public static ServingSerdes of(StreamConfig stream, RegistryClient registry) {
        return new ServingSerdes(
                new AvroSerde<>(new EventCodec(stream), registry),
                new AvroSerde<>(new EmbeddingCodec(), registry),
                new AvroSerde<>(new ModelCodec(), registry),
                new AvroSerde<>(new MetricCodec(), registry),
                new AvroSerde<>(new ErasureReceiptCodec(), registry));
    }
}
