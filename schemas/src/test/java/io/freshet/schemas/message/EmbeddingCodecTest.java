package io.freshet.schemas.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

class EmbeddingCodecTest {
    private static final Memory.OfEntity ENTITY = new Memory.OfEntity(
            .5f,
            List.of(new PopularityWeight(100, 2), new PopularityWeight(1000, -1)),
            List.of(new Recalled("tea", 3), new Recalled("milk", .25f)));

    static Stream<Memory> memories() {
        return Stream.of(
                new Memory.OfItem(7, new float[] {1, -2}), ENTITY, new Memory.OfEntity(1, List.of(), List.of()));
    }

    private static EmbeddingRecord embedding(@Nullable Memory memory) {
        return new EmbeddingRecord("entity", "ann", new float[] {1, 2}, 1, "s", 2, 3, 4, 5, 6, memory);
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("memories")
    void whatIsWrittenIsRead(@Nullable Memory memory) throws IOException {
        EmbeddingCodec codec = new EmbeddingCodec();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        codec.encode(embedding(memory), encoder);
        encoder.flush();
        EmbeddingRecord read = codec.decode(DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
        assertThat(read).usingRecursiveComparison().isEqualTo(embedding(memory));
    }

    @Test
    void readersAndWritersWithoutAMemoryGoOn() {
        Schema with = new EmbeddingCodec().schema();
        Schema without = Schema.createRecord(with.getName(), null, with.getNamespace(), false);
        without.setFields(with.getFields().stream()
                .filter(field -> !field.name().equals("memory"))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(with, without)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(without, with)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void theScoreWeighsDotProductBoostAndPopularityAsOfNow() {
        // a half-life of 100 events later, the first count has halved once, the second by a tenth of a half-life
        Memory.OfItem item = new Memory.OfItem(1000, new float[] {(float) Math.log(8), 0});
        double first = Math.log(4);
        double second = -.1 * Math.log(2);
        assertThat(ENTITY.score(6, item, 3, 1100)).isCloseTo(.5 * 6 + 3 + 2 * first - second, within(1e-6));
    }

    @Test
    void whatHardlyCameCountsATenthOfAnEvent() {
        double least = 2 * Math.log(.1) - Math.log(.1);
        Memory.OfItem faded = new Memory.OfItem(0, new float[] {0, 0});
        assertThat(ENTITY.score(0, faded, 0, 1_000_000)).isCloseTo(least, within(1e-9));
        assertThat(ENTITY.score(0, null, 0, 1_000_000)).isCloseTo(least, within(1e-9));
    }
}
