package io.freshet.serving.shard;

import io.freshet.schemas.stream.EntityPartition;
import io.freshet.serving.ServingConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Where Kafka Streams has put the partitions of the events topic: an entity is where its events are read, and where a
 * standby of that is.
 */
public final class GroupPlacement implements Placement {
    private final HostInfo self;
    private final String scheme;
    private final String events;
    private final Supplier<Collection<StreamsMetadata>> members;
    private final Parts parts;

    /**
     * @param config with an advertised address
     * @param events the topic
     * @param members of the group, as Kafka Streams knows them; it throws while it does not run
     */
    public GroupPlacement(
            ServingConfig config, String events, Supplier<Collection<StreamsMetadata>> members, Parts parts) {
        this.self = HostInfo.buildFromEndpoint(config.sharding().advertised());
        this.scheme = config.access().keystore() == null ? "http" : "https";
        this.events = events;
        this.members = members;
        this.parts = parts;
    }

    /** The partitions that this instance is to have, read by itself or in standby. */
    public Set<Integer> wanted() {
        return members().stream()
                .filter(member -> member.hostInfo().equals(self))
                .flatMap(member -> Stream.of(member.topicPartitions(), member.standbyTopicPartitions()))
                .flatMap(Set::stream)
                .filter(partition -> partition.topic().equals(events))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    private Collection<StreamsMetadata> members() {
        try {
            return members.get();
        } catch (IllegalStateException | InvalidStateStoreException e) {
            return List.of(); // not started, or closing
        }
    }

    @Override
    public boolean isHere(String entity) {
        return parts.has(entity);
    }

    @Override
    public boolean isWhole() {
        return parts.haveAll(wanted());
    }

    @Override
    public List<URI> holders(String entity) {
        TopicPartition its = new TopicPartition(events, EntityPartition.of(entity, parts.count()));
        List<URI> holders =
                new ArrayList<>(those(member -> member.topicPartitions().contains(its)));
        holders.addAll(those(member -> member.standbyTopicPartitions().contains(its)));
        return holders;
    }

    @Override
    public List<URI> others() {
        return those(member -> true);
    }

    private List<URI> those(Function<StreamsMetadata, Boolean> which) {
        return members().stream()
                .filter(member -> !member.hostInfo().equals(self) && which.apply(member))
                .map(member -> URI.create(scheme + "://" + member.host() + ":" + member.port()))
                .toList();
    }
}
