package io.freshet.schemas.message;

import io.freshet.schemas.message.ModelRecord.Transform;
import io.freshet.schemas.wire.Avro;
import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** {@code avro/model.avsc}. */
public final class ModelCodec implements Codec<ModelRecord> {
    private static final Schema SCHEMA = Avro.schema("model");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public void encode(ModelRecord value, Encoder out) throws IOException {
        out.writeString(value.name());
        out.writeLong(value.version());
        out.writeString(value.location());
        out.writeString(value.sha256());
        out.writeLong(value.step());
        out.writeString(value.space());
        out.writeInt(value.dimensions());
        Avro.writeDoubles(value.scores(), out);
        encode(value.transform(), out);
        out.writeLong(value.timeMs());
    }

    private static void encode(@Nullable Transform transform, Encoder out) throws IOException {
        if (transform == null) {
            out.writeIndex(0);
            out.writeNull();
            return;
        }
        out.writeIndex(1);
        out.writeString(transform.fromSpace());
        out.writeInt(transform.dimensions());
        Avro.writeFloats(transform.matrix(), out);
    }

    @Override
    public ModelRecord decode(Decoder in) throws IOException {
        return new ModelRecord(
                in.readString(),
                in.readLong(),
                in.readString(),
                in.readString(),
                in.readLong(),
                in.readString(),
                in.readInt(),
                Avro.readDoubles(in),
                decodeTransform(in),
                in.readLong());
    }

    private static @Nullable Transform decodeTransform(Decoder in) throws IOException {
        if (in.readIndex() == 0) {
            in.readNull();
            return null;
        }
        return new Transform(in.readString(), in.readInt(), Avro.readFloats(in));
    }
}
