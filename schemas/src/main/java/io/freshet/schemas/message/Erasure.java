package io.freshet.schemas.message;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * That an entity is to be forgotten: a record of the events topic with the entity as its key, no value, and a header. Its
 * place in the entity's own partition says which events are before it and go, and which come later; whoever reads the
 * partition again from an earlier offset meets it again in the same place.
 *
 * @param requestedMs when it was asked for
 * @param partition of the events topic
 * @param offset there
 */
public record Erasure(String entity, long requestedMs, int partition, long offset) implements EntityRecord {
    /** Tells a request from a record that has lost its value by mistake; holds the time of asking, in digits. */
    public static final String HEADER = "freshet.forget";

    private static final Pattern TIME = Pattern.compile("\\d{1,18}");

    /** The record that asks for it. */
    public static ProducerRecord<byte[], byte[]> request(String eventsTopic, String entity, long nowMs) {
        byte[] recordKey = entity.getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> request = new ProducerRecord<>(eventsTopic, recordKey, null);
        request.headers().add(HEADER, Long.toString(nowMs).getBytes(StandardCharsets.UTF_8));
        return request;
    }

    /** What a record without a value asks for; null where it asks for nothing. */
    public static @Nullable Erasure of(@Nullable String recordKey, Headers headers, int partition, long offset) {
        Header header = headers.lastHeader(HEADER);
        if (recordKey == null || header == null || header.value() == null) {
            return null;
        }
        String time = new String(header.value(), StandardCharsets.UTF_8);
        return TIME.matcher(time).matches() ? new Erasure(recordKey, Long.parseLong(time), partition, offset) : null;
    }
}
