package io.freshet.learner.job;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * From a while before the job was made: what is older is of no use to it, and what is younger it must not miss, though clocks
 * differ. Where a checkpoint's offset is gone, from the first there is.
 */
final class SinceStart implements OffsetsInitializer {
    private static final long serialVersionUID = 1;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final long startMs = System.currentTimeMillis() - CLOCKS_DIFFER.toMillis();

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return OffsetsInitializer.timestamp(startMs).getPartitionOffsets(partitions, retriever);
    }

    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }
}
