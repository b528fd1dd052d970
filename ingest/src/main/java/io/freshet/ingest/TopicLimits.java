package io.freshet.ingest;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a topic takes.
 *
 * @param maxMessageBytes of a batch, and so of a single record
 */
public record TopicLimits(String topic, int partitions, int maxMessageBytes) {
    // Keys, headers and the batch's own fields; a row's columns, a reject's reason among them.
    private static final int OVERHEAD = 16 << 10;
    // What a broker may allow is not what this process wants to hold in memory.
    private static final int MOST = 16 << 20;
    private static final Duration UNTIL_SEEN = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final long PAUSE_MS = 200;

    /** @throws ConfigException where there is no such topic, even after a while: one just created takes a moment */
    public static TopicLimits of(String topic, Admin admin) {
        long deadline = System.nanoTime() + UNTIL_SEEN.toNanos();
        while (true) {
            try {
                TopicDescription description = get(admin.describeTopics(List.of(topic))
                                .allTopicNames())
                        .get(topic);
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                Config config =
                        get(admin.describeConfigs(List.of(resource)).all()).get(resource);
                if (description == null || config == null) {
                    throw new KafkaException("the broker describes another topic than " + topic);
                }
                int max = Integer.parseInt(
                        config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
                return new TopicLimits(topic, description.partitions().size(), Math.min(max, MOST));
            } catch (UnknownTopicOrPartitionException e) {
                if (System.nanoTime() > deadline) {
                    throw missing(topic);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
            }
        }
    }

    /** What a value may have, its record's key and headers left aside. */
    public int maxValueBytes() {
        return Math.max(maxMessageBytes - OVERHEAD, maxMessageBytes / 2);
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("the broker does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking the broker", e);
        }
    }

    private static ConfigException missing(String topic) {
        return new ConfigException(List.of(new Fault(
                "kafka", 0, "source", "be a topic that exists", "'" + topic + "'", "create it, or check its name")));
    }
}
