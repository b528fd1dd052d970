package io.freshet.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.schemas.field.Rejection.Codes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that a broker does not take for its size, which happens only where a topic's limit was lowered while ingest
 * ran, becomes a dead letter (KIP-1034) rather than the end of the stream. Any other failure to write is one.
 */
public final class OversizedToDeadLetters implements ProductionExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(OversizedToDeadLetters.class);

    private @Nullable String topic;

    @Override
    public void configure(Map<String, ?> configs) {
        topic = (String) configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
        if (!(failure instanceof RecordTooLargeException) || topic == null || topic.equals(record.topic())) {
            return Response.fail();
        }
        log.warn("{} of {} became too large a message for {}", context.offset(), context.topic(), record.topic());
        Headers headers = new RecordHeaders();
        headers.add(DeadLetters.CODE, Codes.TOO_LARGE.getBytes(UTF_8));
        headers.add(DeadLetters.REASON, String.valueOf(failure.getMessage()).getBytes(UTF_8));
        headers.add(DeadLetters.TOPIC, context.topic().getBytes(UTF_8));
        headers.add(DeadLetters.PARTITION, Integer.toString(context.partition()).getBytes(UTF_8));
        headers.add(DeadLetters.OFFSET, Long.toString(context.offset()).getBytes(UTF_8));
        headers.add(DeadLetters.TIMESTAMP, Long.toString(context.timestamp()).getBytes(UTF_8));
        return Response.resume(List.of(new ProducerRecord<>(
                topic, null, context.timestamp(), context.sourceRawKey(), context.sourceRawValue(), headers)));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception failure,
            SerializationExceptionOrigin origin) {
        return Response.fail(); // a registry that is away, not a record that is bad
    }
}
