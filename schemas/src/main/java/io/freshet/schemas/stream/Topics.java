package io.freshet.schemas.stream;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of one stream, by its namespace. */
public record Topics(String namespace) {
    private static final Map<String, String> RETAINED = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
    /** A restarted learner needs none of it. */
    private static final Map<String, String> PASSING =
            Map.of(TopicConfig.RETENTION_MS_CONFIG, "3600000", TopicConfig.SEGMENT_BYTES_CONFIG, "134217728");

    private static final Map<String, String> COMPACTED =
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

    /** What comes in, unless the pipeline reads a topic of the user's. */
    public String raw() {
        return namespace + ".raw";
    }

    public String events() {
        return namespace + ".events";
    }

    public String deadLetters() {
        return namespace + ".dead-letters";
    }

    public String embeddings() {
        return namespace + ".embeddings";
    }

    public String models() {
        return namespace + ".models";
    }

    /** What items are called. */
    public String items() {
        return namespace + ".items";
    }

    public String metrics() {
        return namespace + ".metrics";
    }

    /** Requests to forget an entity, and the receipts of who has done so. */
    public String erasures() {
        return namespace + ".erasures";
    }

    /** What several trainers of one model tell each other. */
    public String deltas() {
        return namespace + ".deltas";
    }

    /** All of them, as they are to be created. Models, metrics, erasures and deltas are ordered: one partition. */
    public List<NewTopic> specs(int partitions, int replication) {
        return List.of(
                topic(raw(), partitions, replication, RETAINED),
                topic(events(), partitions, replication, RETAINED),
                topic(deadLetters(), partitions, replication, RETAINED),
                topic(embeddings(), partitions, replication, COMPACTED),
                topic(items(), partitions, replication, COMPACTED),
                topic(models(), 1, replication, COMPACTED),
                topic(metrics(), 1, replication, RETAINED),
                topic(erasures(), 1, replication, COMPACTED),
                topic(deltas(), 1, replication, PASSING));
    }

    private static NewTopic topic(String name, int partitions, int replication, Map<String, String> configs) {
        return new NewTopic(name, partitions, (short) replication).configs(configs);
    }
}
