package io.freshet.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
    private static final String TOPIC = "shop.metrics";
    private static final MetricRecord RECORD = new MetricRecord("training", 1, 2, 3, Map.of("loss", 1.5));
    private static final long GIGABYTES = Integer.MAX_VALUE - 16;

    private final StubRegistry registry = StubRegistry.start();
    private final AvroSerde<MetricRecord> serde =
            new AvroSerde<>(new MetricCodec(), new RegistryClient(registry.url()));

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void readsWhatItWrites() {
        assertThat(serde.deserialize(TOPIC, serde.serialize(TOPIC, RECORD))).isEqualTo(RECORD);
    }

    @Test
    void aFalseLengthIsNoAllocation() throws IOException {
        byte[] frame = Arrays.copyOf(serde.serialize(TOPIC, RECORD), 5);
        byte[] lie = joined(frame, varint(GIGABYTES));

        assertThatThrownBy(() -> serde.deserialize(TOPIC, lie))
                .isInstanceOf(SerializationException.class)
                .rootCause()
                .hasMessage("a length of " + GIGABYTES + " where 0 bytes follow");
    }

    @Test
    void aFalseLengthInAnotherSchemaIsNoAllocation() throws IOException {
        Schema other = SchemaBuilder.record("Metric")
                .namespace("io.freshet")
                .fields()
                .name("padding")
                .type()
                .array()
                .items()
                .longType()
                .noDefault()
                .endRecord();
        int id = new RegistryClient(registry.url()).register("elsewhere", other);
        byte[] frame = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();

        assertThatThrownBy(() -> serde.deserialize(TOPIC, joined(frame, varint(GIGABYTES))))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aRecordThatNamesAnUnknownSchemaIsNoneOfOurs() {
        byte[] bytes = serde.serialize(TOPIC, RECORD);
        bytes[1] = 0x7f;

        assertThatThrownBy(() -> serde.deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("a record of shop.metrics names schema 21");
    }

    @Test
    void aRecordInASchemaThatIsNotAvroIsNoneOfOurs() {
        int id = registry.add("{\"type\": \"object\"}");
        byte[] bytes = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();

        assertThatThrownBy(() -> serde.deserialize(TOPIC, bytes)).isInstanceOf(SerializationException.class);
    }

    @Test
    void aRegistryThatLostWhatItKnewIsNotTakenForABadRecord() {
        byte[] bytes = serde.serialize(TOPIC, RECORD);
        registry.forget();
        AvroSerde<MetricRecord> fresh = new AvroSerde<>(new MetricCodec(), new RegistryClient(registry.url()));

        assertThatThrownBy(() -> fresh.deserialize(TOPIC, bytes)).isInstanceOf(RegistryException.class);
    }

    @Test
    void everyCutOfARecordIsRefused() {
        AvroSerde<EmbeddingRecord> embeddings =
                new AvroSerde<>(new EmbeddingCodec(), new RegistryClient(registry.url()));
        byte[] whole = embeddings.serialize(
                TOPIC, new EmbeddingRecord("item", "lamp", new float[] {1, 2}, 1, "s1", 1, 2, 3, 4, 5));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> embeddings.deserialize(TOPIC, cut)).isInstanceOf(SerializationException.class);
        }
    }

    private static byte[] varint(long value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        encoder.writeLong(value);
        encoder.flush();
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
