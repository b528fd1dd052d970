package io.freshet.learner.operator;

import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.Event;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Between operators only, never in state. */
final class EntityRecordFormat implements Format<EntityRecord> {

    @Override
    public String name() {
        return "entity-record";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<EntityRecord> type() {
        return EntityRecord.class;
    }

    @Override
    public void write(EntityRecord record, DataOutputView out) throws IOException {
        out.writeBoolean(record instanceof Event);
        if (record instanceof Event event) {
            Formats.EVENT.write(event, out);
        } else {
            write((Erasure) record, out);
        }
    }

    @Override
    public EntityRecord read(DataInputView in, int version) throws IOException {
        return in.readBoolean() ? Formats.EVENT.read(in, Formats.EVENT.version()) : readErasure(in);
    }

    static void write(Erasure erasure, DataOutputView out) throws IOException {
        Strings.write(erasure.entity(), out);
        out.writeLong(erasure.requestedMs());
        out.writeInt(erasure.partition());
        out.writeLong(erasure.offset());
    }

    static Erasure readErasure(DataInputView in) throws IOException {
        return new Erasure(Strings.read(in), in.readLong(), in.readInt(), in.readLong());
    }
}
