package io.freshet.serving.topology;

import io.freshet.schemas.wire.RegistryException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on past a record that is not ours to read; stops where the registry is away, for then none can be read. */
public final class SkipUnreadable implements DeserializationExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(SkipUnreadable.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof RegistryException || exception.getCause() instanceof RegistryException) {
            return Response.fail();
        }
        log.warn(
                "Record {}-{}@{} left out: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                exception.getMessage());
        return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // has no settings
    }
}
