package io.freshet.schemas.message;

import io.freshet.schemas.wire.Avro;
import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@code avro/erasure-receipt.avsc}. */
public final class ErasureReceiptCodec implements Codec<ErasureReceipt> {
    private static final Schema SCHEMA = Avro.schema("erasure-receipt");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public void encode(ErasureReceipt value, Encoder out) throws IOException {
        out.writeString(value.process());
        out.writeString(value.entity());
        out.writeInt(value.partition());
        out.writeLong(value.offset());
        out.writeLong(value.requestedMs());
        out.writeLong(value.doneMs());
        Avro.writeLongs(value.removed(), out);
    }

    @Override
    public ErasureReceipt decode(Decoder in) throws IOException {
        return new ErasureReceipt(
                in.readString(),
                in.readString(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Avro.readLongs(in));
    }
}
