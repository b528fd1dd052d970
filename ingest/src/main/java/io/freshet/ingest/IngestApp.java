package io.freshet.ingest;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.schemas.wire.RegistryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ingest as it runs: the topology on its broker, with what an operator asks of it. */
public final class IngestApp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IngestApp.class);
    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final StreamConfig stream;
    private final IngestConfig config;
    private final Place place;
    private final Patience patience = new Patience();
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private volatile IngestCounts lastCounts = IngestCounts.NONE;
    private @Nullable KafkaStreams streams;
    private @Nullable Backlog backlog;
    private List<String> inputs = List.of();

    /**
     * Where an instance of ingest lives.
     *
     * @param stateDir a folder of its own for state
     * @param instance a name that no other instance has, by which it takes up its work at once after a crash; null
     *     where instances come and go
     */
    public record Place(Path stateDir, @Nullable String instance) {}

    /** @param stream with the addresses of its broker and registry */
    public IngestApp(StreamConfig stream, IngestConfig config, Place place) {
        this.stream = stream;
        this.config = config;
        this.place = place;
    }

    /**
     * Starts reading and returns.
     *
     * @throws ConfigException where the source topic does not exist, or the registry refuses the event's schema
     */
    public synchronized void start() {
        AvroSerde<Event> events = registered();
        IngestTopology.Log logLimits;
        int maxMessageBytes;
        try (Admin admin = Admin.create(stream.kafka().clientProperties())) {
            TopicLimits raw = TopicLimits.of(stream.rawTopic(), admin);
            TopicLimits eventLimits = TopicLimits.of(stream.topics().events(), admin);
            TopicLimits deadLetters = TopicLimits.of(stream.topics().deadLetters(), admin);
            retainDeadLetters(admin);
            maxMessageBytes = Math.max(eventLimits.maxMessageBytes(), deadLetters.maxMessageBytes());
            logLimits = new IngestTopology.Log(
                    events, raw.partitions(), eventLimits.maxValueBytes(), deadLetters.maxValueBytes());
        }
        Topology topology = IngestTopology.build(stream, config, logLimits);
        inputs = inputs(topology);
        backlog = new Backlog(stream.kafka().clientProperties(), StreamsProperties.applicationId(stream));
        streams = new KafkaStreams(topology, StreamsProperties.of(stream, config, place, maxMessageBytes));
        streams.setUncaughtExceptionHandler(patience);
        streams.setGlobalStateRestoreListener(new RestoreLog());
        streams.setStateListener((now, before) -> {
            log.debug("ingest is {}", now);
            if (now == KafkaStreams.State.RUNNING) {
                running.complete(null);
            }
        });
        streams.start();
        log.info("ingest reads {} ({})", stream.rawTopic(), config.guarantee());
    }

    /**
     * Waits until it reads, its state restored; false where that takes longer.
     *
     * @throws IllegalStateException where it has given up meanwhile
     */
    public boolean awaitRunning(Duration atMost) throws InterruptedException {
        try {
            CompletableFuture.anyOf(running, patience.gaveUp()).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("ingest gave up: " + patience.lastFault(), e);
        }
    }

    /**
     * How many records ended in which outcome, since the stream's first record, on the partitions of this instance.
     * Exact once {@link #progress} says that it has caught up; the last figures while partitions move.
     */
    public IngestCounts counts() {
        KafkaStreams reading = streams;
        if (reading != null) {
            try {
                lastCounts =
                        IngestCounts.of(sums(reading, OutcomeCounts.SETTLED), sums(reading, OutcomeCounts.REJECTED));
            } catch (InvalidStateStoreException | IllegalStateException e) {
                log.debug("counts are not readable now", e);
            }
        }
        return lastCounts;
    }

    /** How far it is in the raw topic. */
    public IngestProgress progress() {
        Backlog from = backlog;
        return from == null ? new IngestProgress(0, false) : from.of(inputs);
    }

    public IngestHealth health() {
        KafkaStreams.State state = streams == null ? KafkaStreams.State.CREATED : streams.state();
        boolean ended = state.hasCompletedShutdown()
                || state.isShuttingDown()
                || patience.gaveUp().isDone();
        return new IngestHealth(!ended, state == KafkaStreams.State.RUNNING, patience.restarts(), patience.lastFault());
    }

    /** Completes, with the reason, when ingest has given up after repeated failures. */
    public CompletableFuture<Void> gaveUp() {
        return patience.gaveUp();
    }

    /** Commits what is done and stops. */
    @Override
    public synchronized void close() {
        if (streams != null) {
            counts();
            // An instance with a name keeps its place for its return; any other makes room.
            CloseOptions options = CloseOptions.timeout(CLOSE)
                    .withGroupMembershipOperation(
                            place.instance() == null
                                    ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                    : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
            if (!streams.close(options)) {
                log.warn("ingest did not stop within {}", CLOSE);
            }
        }
        if (backlog != null) {
            backlog.close();
            backlog = null;
        }
    }

    private AvroSerde<Event> registered() {
        String url = Objects.requireNonNull(stream.kafka().registry(), "the stream has no registry yet");
        RegistryClient registry = new RegistryClient(url);
        EventCodec codec = new EventCodec(stream);
        try {
            registry.register(stream.topics().events() + "-value", codec.schema());
        } catch (RegistryException e) {
            if (e.status() == 409) {
                throw new ConfigException(List.of(new Fault(
                        "registry",
                        0,
                        "fields",
                        "fit the events written so far",
                        String.valueOf(e.getMessage()),
                        "keep the fields' types, or use another kafka.namespace")));
            }
            throw e;
        }
        return new AvroSerde<>(codec, registry);
    }

    private void retainDeadLetters(Admin admin) {
        Duration retention = config.deadLetterRetention();
        if (retention != null) {
            ConfigResource topic = new ConfigResource(
                    ConfigResource.Type.TOPIC, stream.topics().deadLetters());
            ConfigEntry entry = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retention.toMillis()));
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))));
        }
    }

    /** The raw topic, and the topic between partitions where there is one. */
    private List<String> inputs(Topology topology) {
        List<String> topics = new ArrayList<>(List.of(stream.rawTopic()));
        if (topology.describe().toString().contains(IngestTopology.BY_ENTITY)) {
            topics.add(StreamsProperties.applicationId(stream) + "-" + IngestTopology.BY_ENTITY + "-repartition");
        }
        return List.copyOf(topics);
    }

    private static Map<String, Long> sums(KafkaStreams reading, String storeName) {
        ReadOnlyKeyValueStore<String, Long> store = reading.store(
                StoreQueryParameters.fromNameAndType(storeName, QueryableStoreTypes.<String, Long>keyValueStore()));
        Map<String, Long> sums = new TreeMap<>();
        try (KeyValueIterator<String, Long> all = store.all()) {
            all.forEachRemaining(entry -> sums.merge(entry.key, entry.value, Long::sum));
        }
        return sums;
    }
}
