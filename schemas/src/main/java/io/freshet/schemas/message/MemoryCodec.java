package io.freshet.schemas.message;

import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import io.freshet.schemas.wire.Avro;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** The field {@code memory} of {@code avro/embedding.avsc}. */
final class MemoryCodec {
    // places in the schema's union
    private static final int NONE = 0;
    private static final int OF_ITEM = 1;

    private MemoryCodec() {}

    static void encode(@Nullable Memory memory, Encoder out) throws IOException {
        if (memory == null) {
            out.writeIndex(NONE);
            out.writeNull();
        } else if (memory instanceof Memory.OfItem item) {
            out.writeIndex(OF_ITEM);
            out.writeLong(item.events());
            Avro.writeFloats(item.logCounts(), out);
        } else if (memory instanceof Memory.OfEntity entity) {
            out.writeIndex(OF_ITEM + 1);
            encode(entity, out);
        }
    }

    private static void encode(Memory.OfEntity entity, Encoder out) throws IOException {
        out.writeFloat(entity.embeddings());
        out.writeArrayStart();
        out.setItemCount(entity.popularity().size());
        for (PopularityWeight of : entity.popularity()) {
            out.startItem();
            out.writeDouble(of.halfLife());
            out.writeFloat(of.weight());
        }
        out.writeArrayEnd();
        out.writeArrayStart();
        out.setItemCount(entity.recalled().size());
        for (Recalled recalled : entity.recalled()) {
            out.startItem();
            out.writeString(recalled.item());
            out.writeFloat(recalled.boost());
        }
        out.writeArrayEnd();
    }

    static @Nullable Memory decode(Decoder in) throws IOException {
        int kind = in.readIndex();
        if (kind == NONE) {
            in.readNull();
            return null;
        }
        return kind == OF_ITEM ? new Memory.OfItem(in.readLong(), Avro.readFloats(in)) : entity(in);
    }

    private static Memory.OfEntity entity(Decoder in) throws IOException {
        float embeddings = in.readFloat();
        List<PopularityWeight> popularity = new ArrayList<>();
        for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
            for (int i = Avro.bounded(n); i > 0; i--) {
                popularity.add(new PopularityWeight(in.readDouble(), in.readFloat()));
            }
        }
        List<Recalled> recalled = new ArrayList<>();
        for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
            for (int i = Avro.bounded(n); i > 0; i--) {
                recalled.add(new Recalled(in.readString(), in.readFloat()));
            }
        }
        return new Memory.OfEntity(embeddings, List.copyOf(popularity), List.copyOf(recalled));
    }
}
