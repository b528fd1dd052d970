package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.learner.testing.Shop;
import io.freshet.learner.training.Quarantined;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.PassedOver;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompactSerializerTest {

    private static final EventFeatures FEATURES =
            new EventFeatures(-7, 1_000, new long[] {1, Long.MIN_VALUE}, new float[] {0.5f, Float.NEGATIVE_INFINITY});
    private static final String LONG_TEXT = "é".repeat(70_000);

    static Stream<Arguments> values() {
        List<Object> everyType =
                Arrays.asList(1.5, LONG_TEXT, List.of("a", "b"), 5L, true, new float[] {1, 2}, null, "", List.of());
        return Stream.of(
                Arguments.of(CompactType.EVENT, Shop.event("ann", "tea", 5)),
                Arguments.of(CompactType.EVENT, Shop.event("ann", null, 5)),
                Arguments.of(CompactType.EVENT, new Event("1", "e", "i", -1, everyType)),
                Arguments.of(
                        CompactType.EXAMPLE,
                        new Example("e", "i", List.of(FEATURES, FEATURES), FEATURES, new long[] {3, 4}, 9)),
                Arguments.of(
                        CompactType.EXAMPLE, new Example("e", "i", List.of(), FEATURES, new long[] {3}, 9, "label")),
                Arguments.of(CompactType.EXAMPLE, new Example("e", null, List.of(), FEATURES, new long[0], 9)),
                Arguments.of(CompactType.HISTORY, History.EMPTY),
                Arguments.of(
                        CompactType.HISTORY, History.EMPTY.plus(FEATURES, 5, 5).plus(FEATURES, 5, 5)),
                Arguments.of(CompactType.ENTITY_RECORD, Shop.event("ann", "tea", 5)),
                Arguments.of(CompactType.ENTITY_RECORD, new Erasure("ann", 5, 2, 77)),
                Arguments.of(CompactType.LESSON, new Forget(new Erasure("ann", 5, 2, 77), List.of(FEATURES))),
                Arguments.of(CompactType.LESSON, new PassedOver("ann", null, 5)),
                Arguments.of(CompactType.LESSON, new Example("e", "i", List.of(FEATURES), FEATURES, new long[] {3}, 9)),
                Arguments.of(
                        CompactType.RECEIPT,
                        ErasureReceipt.of("learner", new Erasure("ann", 5, 2, 77), 9, Map.of("replay-rows", 3L))),
                Arguments.of(CompactType.VISIT, new Visit(-1, 7)),
                Arguments.of(
                        CompactType.QUARANTINED,
                        new Quarantined(
                                new Example("e", "i", List.of(), FEATURES, new long[0], 9), "guard-collapse", "why")),
                Arguments.of(
                        CompactType.EMBEDDING,
                        new EmbeddingRecord("item", "i", new float[] {1, 2}, 1, "s", 2, 3, 4, 5, 6)),
                Arguments.of(CompactType.METRIC, new MetricRecord("training", 1, 2, 3, Map.of("loss", .5))),
                Arguments.of(
                        CompactType.MODEL,
                        new ModelRecord("m", 1, "file:/x", "ab", 2, "s", 64, Map.of("hr10", .3), null, 7)));
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void readsWhatItWrote(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());

        T read = serializer.deserialize(new DataInputDeserializer(bytes(serializer, value, value)));

        assertThat(read)
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> Arrays.equals(a.toArray(), b.toArray()), ItemTrail.class)
                .isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void leavesTheNextRecordAlone(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        DataInputDeserializer in = new DataInputDeserializer(bytes(serializer, value, value));
        DataOutputSerializer copied = new DataOutputSerializer(64);

        serializer.copy(in, copied);
        serializer.copy(in, copied);

        assertThat(in.available()).isZero();
        assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes(serializer, value, value));
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void travelsInTheJobGraphByItsName(TypeInformation<T> type, T value) throws Exception {
        TypeInformation<T> travelled = InstantiationUtil.clone(type);
        TypeSerializer<T> serializer = InstantiationUtil.clone(travelled.createSerializer(new SerializerConfigImpl()));

        assertThat(travelled).isEqualTo(type).hasSameHashCodeAs(type);
        assertThat(bytes(serializer, value)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void restoresItselfFromItsSnapshot(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        TypeSerializerSnapshot<T> written = throughBytes(serializer.snapshotConfiguration());

        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(written)
                        .isCompatibleAsIs())
                .isTrue();
        assertThat(written.restoreSerializer()).isEqualTo(serializer);
    }

    @Test
    void migratesFromAnEarlierVersionAndRefusesALaterOne() {
        CompactSerializer<String> first = new CompactSerializer<>(new Versioned(1));
        CompactSerializer<String> second = new CompactSerializer<>(new Versioned(2));

        assertThat(second.snapshotConfiguration()
                        .resolveSchemaCompatibility(first.snapshotConfiguration())
                        .isCompatibleAfterMigration())
                .isTrue();
        assertThat(first.snapshotConfiguration()
                        .resolveSchemaCompatibility(second.snapshotConfiguration())
                        .isIncompatible())
                .isTrue();
    }

    @Test
    void readsAnExampleOfTheTimeBeforeLabels() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        Strings.write("e", out);
        Strings.writeOptional("i", out);
        FeaturesFormat.writeAll(List.of(FEATURES), out);
        FeaturesFormat.write(FEATURES, out);
        FeaturesFormat.writeLongs(new long[] {3}, out);
        out.writeLong(9);

        Example read = Formats.EXAMPLE.read(new DataInputDeserializer(out.getCopyOfBuffer()), 1);

        assertThat(read.arrivalTimeMs()).isEqualTo(9);
        assertThat(read.label()).isNull();
    }

    @Test
    void namesTheFormatItDoesNotKnow() {
        assertThatThrownBy(() -> Formats.named("papyrus")).hasMessageContaining("\"papyrus\"");
    }

    @Test
    void refusesValuesWithoutAFormat() {
        Event event = new Event("1", "e", null, 0, Collections.singletonList(new Object()));

        assertThatThrownBy(() -> Formats.EVENT.write(event, new DataOutputSerializer(64)))
                .hasMessageContaining("java.lang.Object");
    }

    @SafeVarargs
    private static <T> byte[] bytes(TypeSerializer<T> serializer, T... values) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        for (T value : values) {
            serializer.serialize(value, out);
        }
        return out.getCopyOfBuffer();
    }

    private static <T> TypeSerializerSnapshot<T> throughBytes(TypeSerializerSnapshot<T> snapshot) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()), CompactSerializerTest.class.getClassLoader());
    }

    private record Versioned(int version) implements Format<String> {

        @Override
        public String name() {
            return "versioned";
        }

        @Override
        public Class<String> type() {
            return String.class;
        }

        @Override
        public void write(String value, DataOutputView out) throws IOException {
            out.writeUTF(value);
        }

        @Override
        public String read(DataInputView in, int readVersion) throws IOException {
            return in.readUTF();
        }
    }
}
