package io.freshet.serving.topology;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.stream.EventConfig;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.index.Hit;
import io.freshet.serving.testing.Plain;
import io.freshet.serving.testing.Shop;
import io.freshet.serving.view.Embedding;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Freshness;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.KnownItems;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServingTopologyTest {
    private static final StreamConfig STREAM = Shop.stream();
    private static final ServingConfig CONFIG =
            ServingConfig.read(Shop.pipeline().section("serving"));

    private final Freshness freshness =
            new Freshness(new SimpleMeterRegistry(), Clock.fixed(Instant.ofEpochMilli(2_250), ZoneOffset.UTC));
    private final Views views = new Views(Embeddings.exact(), new ItemCatalogue(), freshness);
    private final TopologyTestDriver driver =
            new TopologyTestDriver(ServingTopology.build(STREAM, CONFIG, Plain.serdes(STREAM), views), properties());
    private final TestInputTopic<String, @Nullable EmbeddingRecord> embeddings = driver.createInputTopic(
            STREAM.topics().embeddings(), new StringSerializer(), Plain.serializer(new EmbeddingCodec()));
    private final TestInputTopic<String, @Nullable Event> events = driver.createInputTopic(
            STREAM.topics().events(), new StringSerializer(), Plain.serializer(new EventCodec(STREAM)));

    private final TestOutputTopic<String, ErasureReceipt> receipts = driver.createOutputTopic(
            STREAM.topics().erasures(), new StringDeserializer(), Plain.deserializer(new ErasureReceiptCodec()));

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        return properties;
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void embeddingIsServedAsSoonAsItHasCome() {
        put(Shop.embedding(ITEM, "a", 1, 1, 0));
        put(Shop.embedding(ITEM, "b", 1, .9f, .1f));
        put(Shop.embedding(ENTITY, "ann", 1, 0, 1));
        assertThat(vector(ITEM, "a")).containsExactly(1, 0);
        assertThat(Objects.requireNonNull(views.embeddings().neighbours(ITEM, "a", 5))
                        .hits())
                .extracting(hit -> hit.id())
                .containsExactly("b");
    }

    @Test
    void lastEmbeddingOfTheTopicCountsWhateverItsStep() {
        put(Shop.embedding(ITEM, "a", 5, 5, 0));
        assertThat(vector(ITEM, "a")).containsExactly(5, 0);
        put(Shop.embedding(ITEM, "a", 4, 4, 0)); // of a learner that went back to its checkpoint
        assertThat(vector(ITEM, "a")).containsExactly(4, 0);
    }

    @Test
    void recordWithoutAValueTakesTheEmbeddingAway() {
        put(Shop.embedding(ITEM, "a:b", 5, 5, 0));
        embeddings.pipeInput("item:a:b", null);
        embeddings.pipeInput("nonsense", null);
        assertThat(views.embeddings().find(ITEM, "a:b")).isNull();
        assertThat(views.embeddings().size(ITEM)).isZero();
    }

    @Test
    void entitiesAreLeftToTheReaderOfTheirPartitions() {
        embeddings.pipeInput("entity:ann", Shop.embedding(ENTITY, "ann", 1, 0, 1));
        assertThat(views.embeddings().size(ENTITY)).isZero();
    }

    @Test
    void whatAnItemIsCalledGoesToEveryInstance() {
        events.pipeInput("ann", Shop.bought("ann", "1", "Red lamp", "light", 1));
        events.pipeInput("bob", Shop.bought("bob", "1", "Red lamp", "light", 2)); // nothing new
        TestOutputTopic<String, Item> told = driver.createOutputTopic(
                STREAM.topics().items(), new StringDeserializer(), new ItemSerde().deserializer());
        assertThat(told.readKeyValuesToList()).containsExactly(KeyValue.pair("1", new Item("1", "Red lamp", "light")));
        TestInputTopic<String, Item> elsewhere =
                driver.createInputTopic(STREAM.topics().items(), new StringSerializer(), new ItemSerde().serializer());
        elsewhere.pipeInput("2", new Item("2", "Spade", "garden"));
        assertThat(views.catalogue().get("2")).isEqualTo(new Item("2", "Spade", "garden"));
    }

    @Test
    void memoryComesAndGoesWithItsEmbedding() {
        put(Shop.embedding(ITEM, "a", 1, 1, 0));
        put(Shop.embedding(ITEM, "b", 1, .5f, 0));
        Memory memory = new Memory.OfEntity(1, List.of(), List.of(new Memory.Recalled("b", 2)));
        put(new EmbeddingRecord(ENTITY, "ann", new float[] {1, 0}, 0, "s1", 1, 2, 1, 1, 1, memory));
        assertThat(recommended("ann")).containsExactly(new Hit("b", 2.5f), new Hit("a", 1));
        embeddings.pipeInput("item:b", null);
        assertThat(recommended("ann")).containsExactly(new Hit("a", 1));
        put(Shop.embedding(ITEM, "b", 2, .5f, 0));
        put(Shop.embedding(ENTITY, "ann", 3, 1, 0));
        assertThat(recommended("ann")).containsExactly(new Hit("a", 1), new Hit("b", .5f));
    }

    private List<Hit> recommended(String entity) {
        return Objects.requireNonNull(views.embeddings().recommend(entity, 5, item -> true))
                .hits();
    }

    @Test
    void recordThatCannotBeReadIsPassedOver() {
        TestInputTopic<String, String> garbage =
                driver.createInputTopic(STREAM.topics().embeddings(), new StringSerializer(), new StringSerializer());
        garbage.pipeInput("item:a", "garbage");
        TestInputTopic<String, String> garbageEvents =
                driver.createInputTopic(STREAM.topics().events(), new StringSerializer(), new StringSerializer());
        garbageEvents.pipeInput("ann", "?");
        put(Shop.embedding(ITEM, "a", 1, 1, 0));
        assertThat(views.embeddings().size(ITEM)).isEqualTo(1);
    }

    @Test
    void eventsTellWhatItemsAreCalledAndWhoHasThem() {
        events.pipeInput("ann", Shop.bought("ann", "1", "Red lamp", "light", 1));
        events.pipeInput("ann", Shop.bought("ann", "2", "Spade", "garden", 2));
        events.pipeInput("bob", Shop.bought("bob", "1", "Ruby lamp", "light", 3));
        assertThat(views.catalogue().get("1")).isEqualTo(new Item("1", "Ruby lamp", "light"));
        assertThat(views.catalogue().get("2")).isEqualTo(new Item("2", "Spade", "garden"));
        assertThat(knownItems().of("ann")).containsExactlyInAnyOrder("1", "2");
        assertThat(knownItems().of("bob")).containsExactly("1");
        assertThat(knownItems().of("nobody")).isEmpty();
    }

    @Test
    void eventWithoutNameOrItemChangesNoName() {
        events.pipeInput("ann", Shop.bought("ann", "1", "Red lamp", "light", 1));
        events.pipeInput("ann", new Event("e", "ann", "1", 2, Arrays.asList("ann", "1", null, null, null)));
        events.pipeInput("ann", new Event("f", "ann", null, 3, Arrays.asList("ann", null, null, null, null)));
        assertThat(views.catalogue().get("1")).isEqualTo(new Item("1", "Red lamp", "light"));
        assertThat(knownItems().of("ann")).containsExactly("1");
    }

    @Test
    void entityIsRememberedToHaveAtMostSoManyItemsTheLatest() {
        for (int i = 1; i <= 100; i++) {
            events.pipeInput("ann", Shop.bought("ann", "item" + i, "x", "d", i));
            assertThat(knownItems().of("ann")).hasSizeLessThanOrEqualTo(8).contains("item" + i);
        }
        events.pipeInput("an", Shop.bought("an", "nitem1", "x", "d", 1)); // must not be taken for ann's
        assertThat(knownItems().of("an")).containsExactly("nitem1");
    }

    @Test
    void forgottenEntityHasNothingAndGetsNothingAndAReceiptSaysSo() {
        events.pipeInput("ann", Shop.bought("ann", "1", "Red lamp", "light", 1));
        events.pipeInput("ann", Shop.bought("ann", "2", "Spade", "garden", 2));
        events.pipeInput("bob", Shop.bought("bob", "1", "Red lamp", "light", 3));
        events.pipeInput("bob", null); // has lost its value, and asks for nothing
        forget("ann");

        ErasureReceipt receipt = receipts.readValue();
        assertThat(receipts.isEmpty()).isTrue();
        assertThat(receipt.process()).isEqualTo(ErasureReceipt.SERVING);
        assertThat(receipt.answers(new Erasure("ann", 7, 0, 4))).isTrue();
        assertThat(receipt.removed()).isEqualTo(Map.of("known-items", 2L));
        assertThat(knownItems().of("ann")).isEmpty();
        assertThat(knownItems().of("bob")).containsExactly("1");

        events.pipeInput("ann", Shop.bought("ann", "2", "Spade", "garden", 5));
        assertThat(knownItems().of("ann")).as("later events are dropped").isEmpty();
        assertThat(views.catalogue().get("2").name()).isEqualTo("Spade");
        forget("ann");
        assertThat(receipts.readValue().removed()).isEqualTo(Map.of("known-items", 0L));
    }

    @Test
    void forgottenEntityStartsAnewWhereThePipelineSaysSo() {
        EventConfig event = STREAM.event();
        StreamConfig anew = new StreamConfig(
                STREAM.name(),
                STREAM.kafka(),
                STREAM.source(),
                STREAM.format(),
                STREAM.fields(),
                new EventConfig(
                        event.id(),
                        event.entity(),
                        event.item(),
                        event.itemName(),
                        event.time(),
                        event.itemsComeAgain(),
                        EventConfig.Forgotten.START_ANEW));
        try (TopologyTestDriver other =
                new TopologyTestDriver(ServingTopology.build(anew, CONFIG, Plain.serdes(anew), views), properties())) {
            TestInputTopic<String, @Nullable Event> input = other.createInputTopic(
                    anew.topics().events(), new StringSerializer(), Plain.serializer(new EventCodec(anew)));
            input.pipeInput("ann", Shop.bought("ann", "1", "Red lamp", "light", 1));
            input.pipeInput(new TestRecord<>("ann", null, asked()));
            input.pipeInput("ann", Shop.bought("ann", "2", "Spade", "garden", 5));

            assertThat(ServingTopology.knownItems(other.getKeyValueStore(ServingTopology.knownItemsStore()))
                            .of("ann"))
                    .containsExactly("2");
        }
    }

    private void forget(String entity) {
        events.pipeInput(new TestRecord<>(entity, null, asked()));
    }

    private static Headers asked() {
        return Erasure.request("any", "any", 7).headers();
    }

    @Test
    void freshnessIsMeasuredOnceLiveFromTheEventsArrival() {
        put(Shop.embedding(ITEM, "a", 1, 1, 0));
        assertThat(freshness.sinceLast().values()).isEmpty();
        freshness.goLive();
        put(Shop.embedding(ITEM, "a", 2, 1, 0));
        put(Shop.embedding("nothing known", "a", 3, 1, 0)); // cannot be found
        assertThat(freshness.sinceLast().values())
                .containsEntry("indexed", 1.0)
                .containsEntry("max", 250.0)
                .containsEntry("p50", 250.0);
    }

    @Test
    void announcedSpaceTakesOverOnceItIsComplete() {
        TestInputTopic<String, ModelRecord> models = driver.createInputTopic(
                STREAM.topics().models(), new StringSerializer(), Plain.serializer(new ModelCodec()));
        put(Shop.embedding(ITEM, "a", 1, 1, 0));
        models.pipeInput("m", new ModelRecord("m", 2, "file:/m", "00", 2, "s2", 2, Map.of(), null, 1));
        assertThat(views.embeddings().currentSpace()).isEqualTo("s1");
        put(new EmbeddingRecord(ITEM, "a", new float[] {0, 1}, 0, "s2", 2, 2, 1, 1, 1));
        assertThat(views.embeddings().currentSpace()).isEqualTo("s2");
    }

    private void put(EmbeddingRecord embedding) {
        if (embedding.kind().equals(ENTITY)) {
            views.embeddings().apply(embedding);
        } else {
            embeddings.pipeInput(embedding.key(), embedding);
        }
    }

    private float[] vector(String kind, String id) {
        Embedding embedding = Objects.requireNonNull(views.embeddings().find(kind, id), id);
        return embedding.vector();
    }

    private KnownItems knownItems() {
        return ServingTopology.knownItems(driver.getKeyValueStore(ServingTopology.knownItemsStore()));
    }
}
