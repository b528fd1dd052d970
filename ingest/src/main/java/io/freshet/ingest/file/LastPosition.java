package io.freshet.ingest.file;

import io.freshet.ingest.parse.FilePosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The last row of a file that was committed to a topic, looked for from the topic's end. */
final class LastPosition {
    private static final int FIRST_STRETCH = 500;
    private static final int LAST_STRETCH = 500_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private LastPosition() {}

    /** @param consumer reads what is committed only */
    static @Nullable FilePosition of(String file, TopicPartition partition, Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
        long end = ends.getOrDefault(partition, begin);
        for (int stretch = FIRST_STRETCH; end > begin; stretch = Math.min(LAST_STRETCH, stretch * 8)) {
            long from = Math.max(begin, end - stretch);
            FilePosition found = lastWithin(file, partition, consumer, from, end);
            if (found != null) {
                return found;
            }
            end = from;
        }
        return null;
    }

    private static @Nullable FilePosition lastWithin(
            String file, TopicPartition partition, Consumer<byte[], byte[]> consumer, long from, long end) {
        FilePosition last = null;
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                FilePosition position = record.offset() < end ? FilePosition.in(record.headers()) : null;
                if (position != null && position.file().equals(file)) {
                    last = position;
                }
            }
        }
        return last;
    }
}
