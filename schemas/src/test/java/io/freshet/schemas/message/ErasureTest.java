package io.freshet.schemas.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ErasureTest {
    @Test
    void isARecordOfItsEntityWithoutAValueAndReadAsItWasWritten() {
        var record = Erasure.request("shop.events", "änn|1", 1_700_000_000_000L);

        assertThat(record.topic()).isEqualTo("shop.events");
        assertThat(record.value()).isNull();
        assertThat(record.partition()).as("the key decides").isNull();
        String key = new String(record.key(), StandardCharsets.UTF_8);
        assertThat(Erasure.of(key, record.headers(), 3, 8)).isEqualTo(new Erasure("änn|1", 1_700_000_000_000L, 3, 8));
    }

    @Test
    void aRecordThatHasLostItsValueOtherwiseAsksForNothing() {
        RecordHeaders none = new RecordHeaders();
        RecordHeaders broken = new RecordHeaders();
        broken.add(Erasure.HEADER, "soon".getBytes(StandardCharsets.UTF_8));
        RecordHeaders empty = new RecordHeaders();
        empty.add(Erasure.HEADER, null);
        RecordHeaders sound = new RecordHeaders();
        sound.add(Erasure.HEADER, "5".getBytes(StandardCharsets.UTF_8));

        assertThat(Erasure.of("ann", none, 0, 0)).isNull();
        assertThat(Erasure.of("ann", broken, 0, 0)).isNull();
        assertThat(Erasure.of("ann", empty, 0, 0)).isNull();
        assertThat(Erasure.of(null, sound, 0, 0)).isNull();
        assertThat(Erasure.of("ann", sound, 0, 0)).isNotNull();
    }

    @Test
    void aReceiptIsReadAsItWasWrittenAndAnswersItsOwnRequest() throws IOException {
        Erasure erasure = new Erasure("ann", 5, 2, 77);
        ErasureReceipt receipt = ErasureReceipt.of(ErasureReceipt.LEARNER, erasure, 9, Map.of("history-events", 12L));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        ErasureReceiptCodec codec = new ErasureReceiptCodec();
        codec.encode(receipt, encoder);
        encoder.flush();

        assertThat(codec.decode(DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)))
                .isEqualTo(receipt);
        assertThat(receipt.key()).isEqualTo("learner:ann");
        assertThat(receipt.answers(erasure)).isTrue();
        assertThat(receipt.answers(new Erasure("ann", 5, 2, 78))).isFalse();
        assertThat(receipt.answers(new Erasure("bob", 5, 2, 77))).isFalse();
    }
}
