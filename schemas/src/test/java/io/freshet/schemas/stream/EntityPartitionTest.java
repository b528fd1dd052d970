package io.freshet.schemas.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class EntityPartitionTest {

    @Test
    void isWhereKafkaPutsTheEntitysEvents() {
        for (String entity : List.of("ann", "bob", "", "17850", "ünïcode 木", "a:b")) {
            for (int partitions : List.of(1, 2, 7, 64)) {
                assertThat(EntityPartition.of(entity, partitions))
                        .isEqualTo(BuiltInPartitioner.partitionForKey(
                                entity.getBytes(StandardCharsets.UTF_8), partitions));
            }
        }
    }
}
