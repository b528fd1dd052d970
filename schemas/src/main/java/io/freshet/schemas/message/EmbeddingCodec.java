package io.freshet.schemas.message;

import io.freshet.schemas.wire.Avro;
import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@code avro/embedding.avsc}. */
public final class EmbeddingCodec implements Codec<EmbeddingRecord> {
    private static final Schema SCHEMA = Avro.schema("embedding");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public void encode(EmbeddingRecord value, Encoder out) throws IOException {
        out.writeString(value.kind());
        out.writeString(value.id());
        Avro.writeFloats(value.vector(), out);
        out.writeInt(value.priorDimensions());
        out.writeString(value.space());
        out.writeLong(value.version());
        out.writeLong(value.step());
        out.writeLong(value.eventTimeMs());
        out.writeLong(value.arrivalTimeMs());
        out.writeLong(value.publishTimeMs());
        MemoryCodec.encode(value.memory(), out);
    }

    @Override
    public EmbeddingRecord decode(Decoder in) throws IOException {
        return new EmbeddingRecord(
                in.readString(),
                in.readString(),
                Avro.readFloats(in),
                in.readInt(),
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                MemoryCodec.decode(in));
    }
}
