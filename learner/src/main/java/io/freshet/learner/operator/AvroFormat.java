package io.freshet.learner.operator;

import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.java.typeutils.runtime.DataInputViewStream;
import org.apache.flink.api.java.typeutils.runtime.DataOutputViewStream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A message between operators in the bytes it has on its topic. Never in state: the schema's evolution is the topic's. */
record AvroFormat<T>(String name, Class<T> type, Codec<T> codec) implements Format<T> {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(T value, DataOutputView out) throws IOException {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(new DataOutputViewStream(out), null);
        codec.encode(value, encoder);
        encoder.flush();
    }

    @Override
    public T read(DataInputView in, int version) throws IOException {
        // direct: a buffering decoder would take bytes of the next record
        return codec.decode(DecoderFactory.get().directBinaryDecoder(new DataInputViewStream(in), null));
    }
}
