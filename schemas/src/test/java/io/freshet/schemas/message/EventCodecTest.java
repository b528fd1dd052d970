package io.freshet.schemas.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final String FIELDS = """
            name: my-2nd-shop
            format: { type: json }
            event: { entity: user, item: product }
            fields:
              user: { type: categorical }
              product: { type: categorical }
              price: { type: numeric }
              tags: { type: set }
              title: { type: text }
              bought-at: { type: timestamp }
              gift: { type: boolean }
            """;

    private static EventCodec codec(String more) {
        return new EventCodec(StreamConfig.read(YamlFile.parse(FIELDS + more, "test", Map.of())));
    }

    private static byte[] bytes(Codec<Event> codec, Event event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        codec.encode(event, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        EventCodec codec = codec("  look: { type: vector, dimensions: 2 }\n");
        Event event = new Event(
                "id",
                "u",
                "p",
                1_700_000_000_000L,
                Arrays.asList("u", "p", 2.5, List.of("a", "b"), "a title", 5L, true, new float[] {1, -2}));
        Event read = codec.decode(DecoderFactory.get().binaryDecoder(bytes(codec, event), null));
        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        Event bare = new Event("id", "u", null, 0, Arrays.asList("u", null, null, null, null, null, null, null));
        assertThat(codec.decode(DecoderFactory.get().binaryDecoder(bytes(codec, bare), null)))
                .isEqualTo(bare);
    }

    @Test
    void fieldsMayComeAndGo() {
        EventCodec one = codec("");
        EventCodec two = codec("  colour: { type: categorical }\n");
        for (EventCodec[] pair : new EventCodec[][] {{one, two}, {two, one}}) {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(pair[0].schema(), pair[1].schema())
                            .getType())
                    .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
        }
    }
}
