package io.freshet.bench.fuzz;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.Codec;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.topology.EmbeddingFold;
import io.freshet.serving.topology.ServingSerdes;
import io.freshet.serving.topology.ServingTopology;
import io.freshet.serving.topology.SkipUnreadable;
import io.freshet.serving.topology.Views;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Freshness;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;

/**
 * Messages of every topic with bytes changed, into serving's topology and the learner's reading: what cannot be read is
 * passed over, and what can be does not upset the queries after it.
 */
public final class MessageFuzz {
    private static final int A_DRIVERS_LIFE = 2_000; // changed ids are new ids, which are kept by right
    private static final Section ROOT = YamlFile.parse("""
            name: shop
            format: {type: json}
            fields:
              customer: {type: categorical}
              sku: {type: categorical, of: item}
              title: {type: text, of: item}
              price: {type: numeric}
              tags: {type: set}
              place: {type: vector, dimensions: 2}
              at: {type: timestamp}
              new: {type: boolean}
            event: {entity: customer, item: sku, item-name: title}
            serving: {known-items: 8}
            """, "fuzz.yaml", Map.of());
    private static final StreamConfig STREAM = StreamConfig.read(ROOT);
    private static final ServingConfig CONFIG = ServingConfig.read(ROOT.section("serving"));
    private static final RegistryClient REGISTRY = new RegistryClient(LocalRegistry.url());
    private static final ServingSerdes SERDES = ServingSerdes.of(STREAM, REGISTRY);
    private static final Featuriser FEATURISER = new Featuriser(FeatureLayout.of(STREAM));
    private static final List<Message> SEEDS = seeds();

    private static Views views = views();
    private static MetricHistory history = new MetricHistory(1_000);
    private static EmbeddingFold entities = entities();
    private static TopologyTestDriver driver = driver();
    private static int taken;

    private MessageFuzz() {}

    private record Message(String topic, String recordKey, byte[] value) {}

    private static List<Message> seeds() {
        Memory ofItem = new Memory.OfItem(500, new float[] {3, 1.5f});
        Memory ofEntity =
                new Memory.OfEntity(2, List.of(new PopularityWeight(100, 1)), List.of(new Recalled("spade", 4)));
        Event event = new Event(
                "e1",
                "ann",
                "lamp",
                1_000,
                Arrays.asList("ann", "lamp", "Desk lamp", 9.5, List.of("a", "b"), new float[] {1, 2}, 1_000L, true));
        return List.of(
                embedding(ITEM, "lamp", null),
                embedding(ITEM, "spade", ofItem),
                embedding(ENTITY, "ann", ofEntity),
                model(null),
                model(new ModelRecord.Transform("s1", 2, new float[] {0, 1, 1, 0})),
                message(
                        STREAM.topics().metrics(),
                        "training",
                        new MetricCodec(),
                        new MetricRecord("training", 1_000, 7, 70, Map.of("loss", 1.5, "hr10", .2))),
                message(STREAM.topics().events(), "ann", new EventCodec(STREAM), event));
    }

    private static Message embedding(String kind, String id, @Nullable Memory memory) {
        EmbeddingRecord record =
                new EmbeddingRecord(kind, id, new float[] {1, .5f, -2}, 1, "s1", 1, 42, 1_000, 2_000, 3_000, memory);
        return message(STREAM.topics().embeddings(), record.key(), new EmbeddingCodec(), record);
    }

    private static Message model(ModelRecord.@Nullable Transform transform) {
        ModelRecord record = new ModelRecord(
                "shop",
                2,
                "file:/tmp/m",
                "00ff",
                42,
                transform == null ? "s1" : "s2",
                3,
                Map.of("hr10", .2),
                transform,
                9);
        return message(STREAM.topics().models(), "shop", new ModelCodec(), record);
    }

    private static <T> Message message(String topic, String recordKey, Codec<T> codec, T value) {
        byte[] bytes = new AvroSerde<>(codec, REGISTRY).serialize(topic, value);
        return new Message(topic, recordKey, bytes == null ? new byte[0] : bytes);
    }

    private static Views views() {
        return new Views(
                Embeddings.exact(), new ItemCatalogue(), new Freshness(new SimpleMeterRegistry(), Clock.systemUTC()));
    }

    private static EmbeddingFold entities() {
        return new EmbeddingFold(ENTITY, STREAM.topics().embeddings(), SERDES.embeddings(), views.embeddings());
    }

    private static TopologyTestDriver driver() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "fuzz");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                LocalRegistry.temporary("serving").toString());
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        TopologyTestDriver made =
                new TopologyTestDriver(ServingTopology.build(STREAM, CONFIG, SERDES, views), properties);
        for (Message seed : SEEDS) {
            if (!seed.topic.equals(STREAM.topics().metrics())) {
                pipe(made, seed.topic, seed.recordKey.getBytes(UTF_8), seed.value);
            }
            if (seed.topic.equals(STREAM.topics().embeddings())) {
                entities.fold(seed.recordKey, seed.value);
            }
        }
        return made;
    }

    private static void pipe(TopologyTestDriver into, String topic, byte @Nullable [] key, byte @Nullable [] value) {
        into.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    /** Gets ready, which is not held against the first input. */
    public static void fuzzerInitialize() {
        // what this class needs is made as it is loaded
    }

    /** One message. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        if (++taken % A_DRIVERS_LIFE == 0) {
            driver.close();
            views.embeddings().close();
            views = views();
            history = new MetricHistory(1_000);
            entities = entities();
            driver = driver();
        }
        Message seed = data.pickValue(SEEDS);
        byte[] key = data.consumeInt(0, 7) == 0 ? data.consumeBytes(20) : seed.recordKey.getBytes(UTF_8);
        byte[] value = data.consumeInt(0, 15) == 0 ? data.consumeBytes(200) : changed(seed.value, data);
        if (seed.topic.equals(STREAM.topics().metrics())) {
            figures(value);
        } else {
            byte[] recordKey = data.consumeInt(0, 31) == 0 ? null : key;
            pipe(driver, seed.topic, recordKey, value);
            if (seed.topic.equals(
                    STREAM.topics().embeddings())) { // the entities' reader has its records from no topology
                entities.fold(recordKey == null ? null : new String(recordKey, UTF_8), value);
            }
        }
        if (seed.topic.equals(STREAM.topics().events())) {
            learn(value);
        }
        query();
    }

    /** The framing stays whole three times in four, so that most changes reach what is behind it. */
    private static byte[] changed(byte[] message, FuzzedDataProvider data) {
        if (data.consumeInt(0, 3) == 0) {
            return Odd.mutated(message, data);
        }
        byte[] frame = Arrays.copyOf(message, 5);
        return Odd.joined(frame, Odd.mutated(Arrays.copyOfRange(message, 5, message.length), data));
    }

    private static void figures(byte[] value) {
        try {
            MetricRecord record = SERDES.metrics().deserialize(STREAM.topics().metrics(), value);
            history.add(record);
            history.points(record.name(), 0, 10);
        } catch (SerializationException e) {
            // passed over, as the metrics' reader does
        }
    }

    private static void learn(byte[] value) {
        try {
            FEATURISER.features(SERDES.events().deserialize(STREAM.topics().events(), value));
        } catch (SerializationException e) {
            // passed over, as the learner's reader does
        }
    }

    private static void query() {
        Embeddings embeddings = views.embeddings();
        embeddings.find(ITEM, "lamp");
        embeddings.neighbours(ITEM, "lamp", 5);
        embeddings.recommend("ann", 5, item -> true);
        embeddings.recommendByEmbeddings("ann", 5, item -> true);
        views.catalogue().find("lamp", 5);
    }
}
