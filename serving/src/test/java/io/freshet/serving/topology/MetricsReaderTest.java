package io.freshet.serving.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.schemas.message.MetricRecord;
import io.freshet.serving.view.MetricHistory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsReaderTest {
    private static final String TOPIC = "shop.metrics";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Node BROKER = new Node(1, "localhost", 9092);

    private final MetricHistory history = new MetricHistory(100);
    private final Queue<Consumer<String, @Nullable MetricRecord>> consumers = new ConcurrentLinkedQueue<>();

    @Test
    void goesOnBehindWhatItHasReadWhenItCouldNotReadForAWhile() {
        MockConsumer<String, @Nullable MetricRecord> first = holding(0, 1, 2);
        first.schedulePollTask(() -> {}); // the records
        first.schedulePollTask(() -> first.setPollException(new KafkaException("the broker is away")));
        consumers.add(first);
        consumers.add(holding(0, 1, 2, 3, 4));

        assertThat(stepsRead(5)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void leavesOutARecordThatIsNotOursToRead() {
        MockConsumer<String, @Nullable MetricRecord> first = holding(0);
        first.schedulePollTask(() -> {});
        first.schedulePollTask(() -> first.setPollException(unreadable(1)));
        consumers.add(first);
        consumers.add(holding(0, 1, 2));

        assertThat(stepsRead(2)).containsExactly(0L, 2L);
    }

    private List<Long> stepsRead(int count) {
        try (MetricsReader reader = new MetricsReader(consumers::remove, TOPIC, 1_000, history)) {
            reader.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> steps().size() >= count);
        }
        return steps();
    }

    private List<Long> steps() {
        return history.points("training", 0, 100).stream()
                .map(MetricRecord::step)
                .toList();
    }

    /** A consumer of a topic that has these records. */
    private static MockConsumer<String, @Nullable MetricRecord> holding(long... offsets) {
        MockConsumer<String, @Nullable MetricRecord> consumer = new MockConsumer<>("earliest") {
            @Override
            public void assign(Collection<TopicPartition> partitions) {
                super.assign(partitions);
                LongStream.of(offsets).forEach(offset -> addRecord(record(offset)));
            }
        };
        consumer.updatePartitions(
                TOPIC, List.of(new PartitionInfo(TOPIC, 0, BROKER, new Node[] {BROKER}, new Node[] {BROKER})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) offsets.length));
        return consumer;
    }

    private static ConsumerRecord<String, @Nullable MetricRecord> record(long offset) {
        MetricRecord metric = new MetricRecord("training", 1_000 + offset, offset, offset, Map.of("loss", 1.0));
        return new ConsumerRecord<>(TOPIC, 0, offset, "training", metric);
    }

    private static RecordDeserializationException unreadable(long offset) {
        return new RecordDeserializationException(
                RecordDeserializationException.DeserializationExceptionOrigin.VALUE,
                PARTITION,
                offset,
                0,
                TimestampType.CREATE_TIME,
                null,
                null,
                new RecordHeaders(),
                "no Avro",
                new IllegalArgumentException("no Avro"));
    }
}
