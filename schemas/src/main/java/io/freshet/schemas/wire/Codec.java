package io.freshet.schemas.wire;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Writes and reads a value in the binary form of its Avro schema. */
public interface Codec<T> {

    Schema schema();

    void encode(T value, Encoder out) throws IOException;

    /** @throws IOException where the bytes are not a value of {@link #schema} */
    T decode(Decoder in) throws IOException;
}
