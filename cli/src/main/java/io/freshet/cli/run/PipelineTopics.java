package io.freshet.cli.run;

import io.freshet.schemas.stream.KafkaConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of a pipeline on a broker. */
public final class PipelineTopics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Admin admin;

    public PipelineTopics(KafkaConfig kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        properties.put("request.timeout.ms", 10_000);
        admin = Admin.create(properties);
    }

    /** What a pipeline needs; a raw topic of the user's own is theirs to create. */
    public static List<NewTopic> specs(StreamConfig stream) {
        return stream.topics().specs(stream.kafka().partitions(), stream.kafka().replication()).stream()
                .filter(topic -> stream.source().topic() == null
                        || !topic.name().equals(stream.topics().raw()))
                .toList();
    }

    public Set<String> names() {
        return await(admin.listTopics().names());
    }

    /** How many partitions each of these topics has. */
    public Map<String, Integer> partitions(Set<String> topics) {
        return await(admin.describeTopics(topics).allTopicNames()).values().stream()
                .collect(Collectors.toMap(
                        description -> description.name(),
                        description -> description.partitions().size()));
    }

    /** Creates what is missing, and returns when every client can see it. */
    public List<String> create(List<NewTopic> topics) {
        Set<String> there = names();
        List<NewTopic> missing =
                topics.stream().filter(topic -> !there.contains(topic.name())).toList();
        admin.createTopics(missing).values().forEach((name, created) -> {
            try {
                await(created);
            } catch (TopicExistsException e) {
                // another process that starts with us was first
            }
        });
        List<String> names = missing.stream().map(NewTopic::name).toList();
        awaitVisible(names);
        return names;
    }

    /** The broker answers before it shows the topics to others. */
    private void awaitVisible(List<String> topics) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!names().containsAll(topics)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The broker does not show the topics it has created: " + topics);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the broker", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException("The broker's answer cannot be read", e);
        }
    }
}
