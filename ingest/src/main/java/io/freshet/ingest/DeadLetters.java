package io.freshet.ingest;

import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.message.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A raw record that is no event, as it goes to the dead-letter topic: its own key, value and headers, and these headers
 * of ours. A value that the topic could not take is cut, and a header says so.
 *
 * @param maxBytes what a value may have so that the topic takes it
 */
public record DeadLetters(int maxBytes) {
    public static final String CODE = DeadLetterHeaders.CODE;
    public static final String REASON = DeadLetterHeaders.REASON;
    public static final String FIELD = DeadLetterHeaders.FIELD;
    public static final String TOPIC = DeadLetterHeaders.TOPIC;
    public static final String PARTITION = DeadLetterHeaders.PARTITION;
    public static final String OFFSET = DeadLetterHeaders.OFFSET;
    public static final String TIMESTAMP = DeadLetterHeaders.TIMESTAMP;
    public static final String CUT = DeadLetterHeaders.CUT;

    private static final int MAX_REASON = 1000;

    Headers headers(Record<byte[], byte[]> record, SourcePosition at, Rejection rejection) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            // a dead letter that was sent again and is dead again tells of the last time only
            if (!isVerdict(header.key())) {
                headers.add(header);
            }
        }
        add(headers, CODE, rejection.code());
        add(headers, REASON, shortened(rejection.reason()));
        if (!rejection.field().isEmpty()) {
            add(headers, FIELD, rejection.field());
        }
        add(headers, TOPIC, at.topic());
        add(headers, PARTITION, Integer.toString(at.partition()));
        add(headers, OFFSET, Long.toString(at.offset()));
        add(headers, TIMESTAMP, Long.toString(record.timestamp()));
        if (record.value() != null && record.value().length > maxBytes && headers.lastHeader(CUT) == null) {
            add(headers, CUT, Integer.toString(record.value().length));
        }
        return headers;
    }

    byte @Nullable [] fitting(byte @Nullable [] value) {
        return value == null || value.length <= maxBytes ? value : Arrays.copyOf(value, maxBytes);
    }

    private static boolean isVerdict(String key) {
        return switch (key) {
            case CODE, REASON, FIELD, TOPIC, PARTITION, OFFSET, TIMESTAMP -> true;
            default -> false;
        };
    }

    private static void add(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON - 3) + "...";
    }
}
