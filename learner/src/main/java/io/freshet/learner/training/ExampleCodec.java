package io.freshet.learner.training;

import io.freshet.learner.replay.Replay;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of an example in replay's part of a snapshot. */
final class ExampleCodec implements Replay.RowCodec<Example> {
    private static final int MAX_LENGTH = 1 << 20;

    @Override
    public void write(Example example, DataOutput out) throws IOException {
        writeText(example.entity(), out);
        writeOptional(example.item(), out);
        out.writeInt(example.history().size());
        for (EventFeatures event : example.history()) {
            writeEvent(event, out);
        }
        writeEvent(example.event(), out);
        writeLongs(example.excluded(), out);
        out.writeLong(example.arrivalTimeMs());
        writeOptional(example.label(), out);
    }

    @Override
    public Example read(DataInput in) throws IOException {
        String entity = readText(in);
        String item = readOptional(in);
        int length = length(in);
        List<EventFeatures> history = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            history.add(readEvent(in));
        }
        EventFeatures event = readEvent(in);
        long[] excluded = readLongs(in);
        return new Example(entity, item, history, event, excluded, in.readLong(), readOptional(in));
    }

    private static void writeEvent(EventFeatures event, DataOutput out) throws IOException {
        out.writeLong(event.item());
        out.writeLong(event.timeMs());
        writeLongs(event.ids(), out);
        out.writeInt(event.numbers().length);
        for (float number : event.numbers()) {
            out.writeFloat(number);
        }
    }

    private static EventFeatures readEvent(DataInput in) throws IOException {
        long item = in.readLong();
        long timeMs = in.readLong();
        long[] ids = readLongs(in);
        float[] numbers = new float[length(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readFloat();
        }
        return new EventFeatures(item, timeMs, ids, numbers);
    }

    private static void writeLongs(long[] values, DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    private static long[] readLongs(DataInput in) throws IOException {
        long[] values = new long[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private static void writeOptional(@Nullable String text, DataOutput out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            writeText(text, out);
        }
    }

    private static @Nullable String readOptional(DataInput in) throws IOException {
        return in.readBoolean() ? readText(in) : null;
    }

    // writeUTF ends at 64 KB
    private static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInput in) throws IOException {
        byte[] bytes = new byte[length(in)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("the state is damaged: a length of " + length);
        }
        return length;
    }
}
