package io.freshet.serving.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import io.freshet.schemas.stream.EntityPartition;
import io.freshet.serving.ServingConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.internals.StreamsMetadataImpl;
import org.junit.jupiter.api.Test;

class GroupPlacementTest {
    private static final String EVENTS = "shop.events";
    private static final int PARTITIONS = 3;

    private final List<StreamsMetadata> members = new ArrayList<>();
    private final Parts parts = new Parts();
    private final GroupPlacement here = placement("one:1", parts);

    GroupPlacementTest() {
        parts.count(PARTITIONS);
        members.add(member("one:1", partitions(0), partitions(1)));
        members.add(member("two:2", partitions(1), partitions(2)));
        members.add(member("three:3", partitions(2), partitions(0)));
    }

    @Test
    void whoReadsAnEntitysEventsIsAskedFirstAndThenWhoStandsBy() {
        assertThat(here.holders(entityOf(2))).containsExactly(URI.create("http://three:3"), URI.create("http://two:2"));
        assertThat(here.holders(entityOf(1))).containsExactly(URI.create("http://two:2"));
        assertThat(here.others()).containsExactlyInAnyOrder(URI.create("http://two:2"), URI.create("http://three:3"));
    }

    @Test
    void anInstanceIsToHaveWhatItReadsAndWhatItStandsByFor() {
        assertThat(here.wanted()).containsExactlyInAnyOrder(0, 1);
        assertThat(here.isWhole()).isFalse();
        parts.add(0);
        parts.add(1);
        assertThat(here.isWhole()).isTrue();
        assertThat(here.isHere(entityOf(1))).isTrue();
        assertThat(here.isHere(entityOf(2))).isFalse();
    }

    @Test
    void beforeTheGroupMeetsNobodyHasAnything() {
        GroupPlacement early = new GroupPlacement(
                config("one:1"),
                EVENTS,
                () -> {
                    throw new StreamsNotStartedException("not yet");
                },
                parts);
        assertThat(early.wanted()).isEmpty();
        assertThat(early.holders("ann")).isEmpty();
    }

    private GroupPlacement placement(String self, Parts parts) {
        return new GroupPlacement(config(self), EVENTS, () -> members, parts);
    }

    private static ServingConfig config(String advertised) {
        return ServingConfig.read(YamlFile.parse("serving: {advertised: '" + advertised + "'}", "test", Map.of())
                .section("serving"));
    }

    private static StreamsMetadata member(String host, Set<TopicPartition> reads, Set<TopicPartition> standsBy) {
        return new StreamsMetadataImpl(HostInfo.buildFromEndpoint(host), Set.of(), reads, Set.of(), standsBy);
    }

    private static Set<TopicPartition> partitions(Integer... numbers) {
        return Arrays.stream(numbers)
                .map(number -> new TopicPartition(EVENTS, number))
                .collect(Collectors.toSet());
    }

    private static String entityOf(int partition) {
        for (int i = 0; ; i++) {
            if (EntityPartition.of("someone" + i, PARTITIONS) == partition) {
                return "someone" + i;
            }
        }
    }
}
