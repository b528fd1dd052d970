package io.freshet.schemas.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The partition of an entity: its events are there because Kafka's hash of their key says so, and its embeddings because
 * they are sent there, though their key has the kind before the id. So whoever has a partition of the one has all that is
 * known of an entity in that of the other.
 */
public final class EntityPartition {

    private EntityPartition() {}

    /** @param partitions of the topic */
    public static int of(String entity, int partitions) {
        return Utils.toPositive(Utils.murmur2(entity.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
