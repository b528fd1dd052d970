package io.freshet.learner.training;

import io.freshet.learner.replay.Replay;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The bytes of an example in replay's part of a snapshot. */
final class ExampleCodec implements Replay.RowCodec<Example> {
    @Override
    public void write(Example example, DataOutput out) throws IOException {
        Texts.write(example.entity(), out);
        Texts.writeOptional(example.item(), out);
        out.writeInt(example.history().size());
        for (EventFeatures event : example.history()) {
            writeEvent(event, out);
        }
        writeEvent(example.event(), out);
        writeLongs(example.excluded(), out);
        out.writeLong(example.arrivalTimeMs());
        Texts.writeOptional(example.label(), out);
    }

    @Override
    public Example read(DataInput in) throws IOException {
        String entity = Texts.read(in);
        String item = Texts.readOptional(in);
        int length = Texts.length(in);
        List<EventFeatures> history = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            history.add(readEvent(in));
        }
        EventFeatures event = readEvent(in);
        long[] excluded = readLongs(in);
        return new Example(entity, item, history, event, excluded, in.readLong(), Texts.readOptional(in));
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
        float[] numbers = new float[Texts.length(in)];
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
        long[] values = new long[Texts.length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }
}
