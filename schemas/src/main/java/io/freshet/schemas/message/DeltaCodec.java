package io.freshet.schemas.message;

import io.freshet.schemas.wire.Avro;
import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@code avro/delta.avsc}. */
public final class DeltaCodec implements Codec<DeltaRecord> {
    private static final Schema SCHEMA = Avro.schema("delta");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public void encode(DeltaRecord value, Encoder out) throws IOException {
        out.writeInt(value.trainer());
        out.writeString(value.epoch());
        out.writeLong(value.sequence());
        out.writeLong(value.version());
        out.writeBytes(value.part());
    }

    @Override
    public DeltaRecord decode(Decoder in) throws IOException {
        return new DeltaRecord(in.readInt(), in.readString(), in.readLong(), in.readLong(), bytes(in.readBytes(null)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
