package io.freshet.learner.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.TestRegistry;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private static final EmbeddingRecord TEA =
            new EmbeddingRecord(EmbeddingRecord.ITEM, "tea", new float[] {1, 2}, 1, "s", 2, 3, 4, 5, 6);

    @Test
    void whatIsWithdrawnHasNoValue() throws IOException {
        try (TestRegistry registry = TestRegistry.start()) {
            RecordWriter<EmbeddingRecord> writer = new RecordWriter<>(
                            "shop.embeddings", registry.url(), EmbeddingCodec::new, EmbeddingRecord::key)
                    .withTombstones(EmbeddingRecord::isWithdrawn);
            open(writer);

            ProducerRecord<byte[], byte[]> fresh = write(writer, TEA);
            ProducerRecord<byte[], byte[]> gone =
                    write(writer, EmbeddingRecord.withdrawn(EmbeddingRecord.ITEM, "tea", "s", 2, 4, 7));

            AvroSerde<EmbeddingRecord> serde =
                    new AvroSerde<>(new EmbeddingCodec(), new RegistryClient(registry.url()));
            assertThat(serde.deserialize("shop.embeddings", fresh.value()))
                    .usingRecursiveComparison()
                    .isEqualTo(TEA);
            assertThat(gone.value()).isNull();
            assertThat(gone.key()).isEqualTo(fresh.key()).isEqualTo("item:tea".getBytes(UTF_8));
        }
    }

    @Test
    void whatIsOfAnEntityGoesToThePartitionOfItsEvents() throws IOException {
        try (TestRegistry registry = TestRegistry.start()) {
            RecordWriter<EmbeddingRecord> writer = new RecordWriter<>(
                            "shop.embeddings", registry.url(), EmbeddingCodec::new, EmbeddingRecord::key)
                    .withTombstones(EmbeddingRecord::isWithdrawn)
                    .besideEventsOf(EmbeddingRecord::entity);
            open(writer);
            int[] partitions = {0, 1, 2, 3, 4};

            for (String entity : List.of("ann", "bob", "eve")) {
                EmbeddingRecord fresh =
                        new EmbeddingRecord(EmbeddingRecord.ENTITY, entity, new float[] {1, 2}, 1, "s", 2, 3, 4, 5, 6);
                EmbeddingRecord gone = EmbeddingRecord.withdrawn(EmbeddingRecord.ENTITY, entity, "s", 2, 4, 7);
                int events = BuiltInPartitioner.partitionForKey(entity.getBytes(UTF_8), partitions.length);
                assertThat(writer.serialize(fresh, new Partitions(partitions), 1L)
                                .partition())
                        .isEqualTo(events);
                assertThat(writer.serialize(gone, new Partitions(partitions), 1L)
                                .partition())
                        .isEqualTo(events);
            }
            assertThat(writer.serialize(TEA, new Partitions(partitions), 1L).partition())
                    .isNull();
        }
    }

    private record Partitions(int[] ofTheTopic) implements KafkaSinkContext {
        @Override
        public int getParallelInstanceId() {
            return 0;
        }

        @Override
        public int getNumberOfParallelInstances() {
            return 1;
        }

        @Override
        public int[] getPartitionsForTopic(String topic) {
            return ofTheTopic;
        }
    }

    @SuppressWarnings("NullAway") // it asks neither of them for anything
    private static void open(RecordWriter<EmbeddingRecord> writer) {
        SerializationSchema.InitializationContext context = null;
        KafkaSinkContext sink = null;
        writer.open(context, sink);
    }

    @SuppressWarnings("NullAway") // nor this one
    private static ProducerRecord<byte[], byte[]> write(RecordWriter<EmbeddingRecord> writer, EmbeddingRecord record) {
        @Nullable KafkaSinkContext sink = null;
        return writer.serialize(record, sink, 1L);
    }
}
