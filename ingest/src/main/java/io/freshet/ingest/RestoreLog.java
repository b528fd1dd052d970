package io.freshet.ingest;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when state is being restored, so that a slow start explains itself. */
final class RestoreLog implements StateRestoreListener {
    private static final Logger log = LoggerFactory.getLogger(RestoreLog.class);

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        if (to > from) {
            log.info("restoring {} of {}: {} changes", store, partition, to - from);
        }
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long end, long count) {
        log.debug("restored {} of {} up to {}", store, partition, end);
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long count) {
        if (count > 0) {
            log.info("restored {} of {}: {} changes", store, partition, count);
        }
    }
}
