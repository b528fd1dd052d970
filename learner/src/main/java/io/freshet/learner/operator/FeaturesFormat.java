package io.freshet.learner.operator;

import io.freshet.model.feature.EventFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bytes of featurised events, inside the formats that hold them. */
final class FeaturesFormat {

    private FeaturesFormat() {}

    static void write(EventFeatures features, DataOutputView out) throws IOException {
        out.writeLong(features.item());
        out.writeLong(features.timeMs());
        writeLongs(features.ids(), out);
        writeFloats(features.numbers(), out);
    }

    static EventFeatures read(DataInputView in) throws IOException {
        long item = in.readLong();
        long timeMs = in.readLong();
        long[] ids = readLongs(in);
        return new EventFeatures(item, timeMs, ids, readFloats(in));
    }

    static void writeAll(List<EventFeatures> events, DataOutputView out) throws IOException {
        out.writeInt(events.size());
        for (EventFeatures features : events) {
            write(features, out);
        }
    }

    static List<EventFeatures> readAll(DataInputView in) throws IOException {
        int size = in.readInt();
        List<EventFeatures> events = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            events.add(read(in));
        }
        return List.copyOf(events);
    }

    static void writeLongs(long[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    static long[] readLongs(DataInputView in) throws IOException {
        long[] values = new long[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    static void writeFloats(float[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    static float[] readFloats(DataInputView in) throws IOException {
        float[] values = new float[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }
}
