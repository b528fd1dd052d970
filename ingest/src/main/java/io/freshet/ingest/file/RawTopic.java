package io.freshet.ingest.file;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The topic that a file is replayed into. */
interface RawTopic {

    /** What a record's value may have so that the topic takes it. */
    int maxValueBytes();

    /** A transactional producer, ready for its first transaction; whoever had it before can send no more. */
    Producer<byte[], byte[]> producer();

    /** Reads what is committed. */
    Consumer<byte[], byte[]> consumer();
}
