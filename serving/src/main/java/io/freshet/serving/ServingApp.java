package io.freshet.serving;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.stream.EntityPartition;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.stream.Topics;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.serving.http.ServingServer;
import io.freshet.serving.http.Sources;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.ItemMap;
import io.freshet.serving.map.MapView;
import io.freshet.serving.shard.GroupPlacement;
import io.freshet.serving.shard.Parts;
import io.freshet.serving.shard.Placement;
import io.freshet.serving.topology.EmbeddingFold;
import io.freshet.serving.topology.EntityReader;
import io.freshet.serving.topology.MetricsReader;
import io.freshet.serving.topology.ServingSerdes;
import io.freshet.serving.topology.ServingTopology;
import io.freshet.serving.topology.SkipUnreadable;
import io.freshet.serving.topology.Views;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Freshness;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.KnownItems;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serving process: topics to views, views to HTTP.
 *
 * <p>The page and {@code /healthz} answer from {@link #start} on; queries do as soon as the views have caught up with
 * the topics, which {@code /readyz} tells.
 */
public final class ServingApp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServingApp.class);
    private static final long LOOK_BACK = 200_000;
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** How long the start after a kill waits for the one that is gone, as in ingest. */
    private static final int SESSION_TIMEOUT_MS = 15_000;

    private static final long TOPICS_EVERY_MS = 250;

    /** A new instance first reads what is known of its part, then takes it over at the next such look. */
    private static final long TAKES_ITS_SHARE_WITHIN_MS = 60_000;

    private final StreamConfig stream;
    private final ServingConfig config;
    private final Map<String, Object> kafka;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricHistory metrics;
    private final Views views;
    private final ServingSerdes serdes;
    private final KafkaStreams streams;
    private final MetricsReader metricsReader;
    private final Parts parts = new Parts();
    private final @Nullable GroupPlacement group;
    private final EntityReader entityReader;
    private final ServingServer server;
    private final ItemMap itemMap;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "serving-ticker"));
    private final Thread starter = new Thread(this::startWhenTopicsExist, "serving-starter");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String waitingFor = "not started";
    private volatile @Nullable String failure;
    private volatile boolean caughtUp;

    /**
     * @param stream with the addresses of the log and the registry
     * @param stateDir where Kafka Streams keeps its state
     * @param kafka further properties of every Kafka client; they win over the defaults
     */
    public ServingApp(StreamConfig stream, ServingConfig config, Path stateDir, Map<String, String> kafka) {
        this.stream = stream;
        this.config = config;
        this.kafka = stream.kafka().clientProperties();
        this.kafka.putAll(kafka);
        String registry = Objects.requireNonNull(stream.kafka().registry(), "registry is null");
        this.metrics = new MetricHistory(config.metricPoints());
        this.views = new Views(
                new Embeddings(IndexChoice.of(config)), new ItemCatalogue(), new Freshness(meters, Clock.systemUTC()));
        this.serdes = ServingSerdes.of(stream, new RegistryClient(registry));
        this.streams = streams(stateDir);
        this.group = config.sharding().advertised() == null
                ? null
                : new GroupPlacement(config, stream.topics().events(), streams::metadataForAllStreamsClients, parts);
        this.entityReader = entityReader(registry);
        this.metricsReader =
                new MetricsReader(this::metricsConsumer, stream.topics().metrics(), LOOK_BACK, metrics);
        MapView map = new MapView();
        this.itemMap = new ItemMap(config.map(), views.embeddings(), views.catalogue(), map);
        this.server = new ServingServer(
                config,
                new Sources(
                        stream.name(),
                        stream.event().itemsComeAgain(),
                        views.embeddings(),
                        views.catalogue(),
                        this::knownItems,
                        metrics,
                        map,
                        meters,
                        this::readiness,
                        group == null ? Placement.ALONE : group));
        measure();
    }

    private EntityReader entityReader(String registry) {
        String topic = stream.topics().embeddings();
        // a serde is for one thread at a time, and the topology has those of its own
        EmbeddingFold entities = new EmbeddingFold(
                EmbeddingRecord.ENTITY,
                topic,
                ServingSerdes.of(stream, new RegistryClient(registry)).embeddings(),
                views.embeddings());
        return new EntityReader(
                () -> consumer(new ByteArrayDeserializer()), topic, this::wantedParts, entities, views, parts);
    }

    private Set<Integer> wantedParts() {
        GroupPlacement shared = group;
        return shared == null ? IntStream.range(0, parts.count()).boxed().collect(Collectors.toSet()) : shared.wanted();
    }

    private KafkaStreams streams(Path stateDir) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.putIfAbsent(
                StreamsConfig.APPLICATION_ID_CONFIG, stream.topics().namespace() + ".serving");
        properties.putIfAbsent(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        properties.putIfAbsent(
                StreamsConfig.REPLICATION_FACTOR_CONFIG, stream.kafka().replication());
        properties.putIfAbsent(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        properties.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        properties.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        properties.putIfAbsent(
                StreamsConfig.globalConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        properties.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.putIfAbsent(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
        properties.putIfAbsent(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        String advertised = config.sharding().advertised();
        if (advertised != null) {
            properties.putIfAbsent(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
            properties.putIfAbsent(
                    StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.sharding().standbys());
            properties.putIfAbsent(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, TAKES_ITS_SHARE_WITHIN_MS);
        }
        KafkaStreams made = new KafkaStreams(ServingTopology.build(stream, config, serdes, views), properties);
        made.setUncaughtExceptionHandler(fault -> {
            log.error("Serving's stream failed", fault);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        return made;
    }

    private Consumer<String, @Nullable MetricRecord> metricsConsumer() {
        return consumer(serdes.metrics());
    }

    private <V> Consumer<String, V> consumer(Deserializer<V> values) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.keySet().removeIf(key -> !ConsumerConfig.configNames().contains(key));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaConsumer<>(properties, new StringDeserializer(), values);
    }

    private void measure() {
        for (String kind : List.of(EmbeddingRecord.ENTITY, EmbeddingRecord.ITEM)) {
            Gauge.builder("freshet.embeddings", () -> views.embeddings().size(kind))
                    .description("Embeddings served")
                    .tag("kind", kind)
                    .register(meters);
        }
        Gauge.builder("freshet.ready", () -> readiness().ready() ? 1 : 0)
                .description("1 once the views have caught up with the topics")
                .register(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
    }

    /** Opens the port and starts to catch up; does not wait for it. */
    public void start() {
        server.start();
        log.info("Serving {} at {}", stream.name(), address());
        starter.setDaemon(true);
        starter.start();
        itemMap.start();
        ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void startWhenTopicsExist() {
        try {
            if (awaitTopics()) {
                waitingFor = "reading the topics";
                streams.start();
                entityReader.start();
                metricsReader.start();
            }
        } catch (RuntimeException e) {
            failure = "it could not start: " + e.getMessage();
            log.error("Serving could not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A global topic has to be there when Streams starts. */
    private boolean awaitTopics() throws InterruptedException {
        Topics topics = stream.topics();
        Set<String> wanted =
                Set.of(topics.events(), topics.embeddings(), topics.items(), topics.models(), topics.metrics());
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        try (Admin admin = Admin.create(properties)) {
            do {
                Set<String> there = admin.listTopics().names().get();
                List<String> missing = wanted.stream()
                        .filter(topic -> !there.contains(topic))
                        .sorted()
                        .toList();
                if (missing.isEmpty()) {
                    countPartitions(admin);
                    return true;
                }
                waitingFor = "waiting for the topics " + String.join(", ", missing);
            } while (!closing.await(TOPICS_EVERY_MS, TimeUnit.MILLISECONDS));
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics cannot be listed", e.getCause());
        }
    }

    private void countPartitions(Admin admin) throws InterruptedException, ExecutionException {
        String events = stream.topics().events();
        String embeddings = stream.topics().embeddings();
        int ofEvents = partitions(admin, events);
        int ofEmbeddings = partitions(admin, embeddings);
        if (group != null && ofEvents != ofEmbeddings) {
            throw new IllegalStateException("several instances need as many partitions of " + embeddings + " as of "
                    + events + ", got " + ofEmbeddings + " and " + ofEvents);
        }
        parts.count(ofEmbeddings);
    }

    private static int partitions(Admin admin, String topic) throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    private void tick() {
        isCaughtUp();
        MetricRecord freshness = views.freshness().sinceLast();
        if (!freshness.values().isEmpty()) {
            metrics.add(freshness);
        }
    }

    private Set<String> knownItems(String entity) {
        try {
            KnownItems items = ServingTopology.knownItems(streams.store(knownItemsOf(entity)));
            return items.of(entity);
        } catch (InvalidStateStoreException e) {
            throw new KnownItems.Unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, Long>> knownItemsOf(String entity) {
        StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, Long>> all = StoreQueryParameters.fromNameAndType(
                ServingTopology.knownItemsStore(), QueryableStoreTypes.keyValueStore());
        if (config.sharding().advertised() == null) {
            return all;
        }
        StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, Long>> its =
                all.withPartition(EntityPartition.of(entity, parts.count()));
        // a standby is behind by what its active has not committed, a second at most
        return config.sharding().standbys() > 0 ? its.enableStaleStores() : its;
    }

    /**
     * Once every item and this instance's part of the entities were there. That other entities come to it later takes nothing
     * of that away: they alone are refused until they are there.
     */
    private boolean isCaughtUp() {
        if (!caughtUp && streams.state() == State.RUNNING && hasItsParts()) {
            caughtUp = true;
            views.freshness().goLive();
        }
        return caughtUp;
    }

    private boolean hasItsParts() {
        GroupPlacement shared = group;
        return shared == null ? parts.haveAll(wantedParts()) : shared.isWhole();
    }

    /** Whether queries are answered, and if not, why. */
    public Readiness readiness() {
        String failed = failure;
        if (failed != null) {
            return new Readiness(false, true, failed);
        }
        return switch (streams.state()) {
            case RUNNING, REBALANCING -> isCaughtUp() ? Readiness.READY : Readiness.waiting("reading the topics");
            case ERROR, PENDING_ERROR -> new Readiness(false, true, "the stream failed; the log says why");
            case CREATED -> Readiness.waiting(waitingFor);
            case PENDING_SHUTDOWN, NOT_RUNNING -> Readiness.waiting("closing");
        };
    }

    public boolean isReady() {
        return readiness().ready();
    }

    public int port() {
        return server.port();
    }

    /** Where the page is. */
    public String address() {
        String host = config.host().equals("0.0.0.0") ? "localhost" : config.host();
        String scheme = config.access().keystore() == null ? "http" : "https";
        return scheme + "://" + host + ":" + port() + "/";
    }

    @Override
    public void close() {
        closing.countDown();
        ticker.shutdownNow();
        itemMap.close();
        server.close();
        metricsReader.close();
        entityReader.close();
        // it takes no place in the group along: who comes next would wait for the end of its session
        streams.close(CloseOptions.timeout(CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        views.embeddings().close();
        meters.close();
    }
}
