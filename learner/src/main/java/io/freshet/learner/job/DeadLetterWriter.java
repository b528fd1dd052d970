package io.freshet.learner.job;

import io.freshet.learner.training.Quarantined;
import io.freshet.schemas.message.DeadLetterHeaders;
import io.freshet.schemas.message.UnlearntEvent;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes what the guard kept from the model to the dead-letter topic, with the headers that ingest's have. */
final class DeadLetterWriter implements KafkaRecordSerializationSchema<Quarantined> {

    private static final long serialVersionUID = 1;

    private final String topic;
    private final String events;

    /** @param events the topic that they came from */
    DeadLetterWriter(String topic, String events) {
        this.topic = topic;
        this.events = events;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Quarantined quarantined, KafkaSinkContext sink, @Nullable Long timestamp) {
        var example = quarantined.example();
        UnlearntEvent event = new UnlearntEvent(
                example.entity(), example.item(), example.event().timeMs(), example.arrivalTimeMs());
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, bytes(example.entity()), event.json());
        header(letter, DeadLetterHeaders.CODE, quarantined.code());
        header(letter, DeadLetterHeaders.REASON, quarantined.reason());
        header(letter, DeadLetterHeaders.TOPIC, events);
        header(letter, DeadLetterHeaders.TIMESTAMP, Long.toString(example.arrivalTimeMs()));
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
