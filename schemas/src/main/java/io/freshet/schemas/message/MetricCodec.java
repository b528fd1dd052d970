package io.freshet.schemas.message;

import io.freshet.schemas.wire.Avro;
import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@code avro/metric.avsc}. */
public final class MetricCodec implements Codec<MetricRecord> {
    private static final Schema SCHEMA = Avro.schema("metric");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public void encode(MetricRecord value, Encoder out) throws IOException {
        out.writeString(value.name());
        out.writeLong(value.timeMs());
        out.writeLong(value.step());
        out.writeLong(value.events());
        Avro.writeDoubles(value.values(), out);
    }

    @Override
    public MetricRecord decode(Decoder in) throws IOException {
        return new MetricRecord(in.readString(), in.readLong(), in.readLong(), in.readLong(), Avro.readDoubles(in));
    }
}
