package io.freshet.learner.operator;

import io.freshet.schemas.message.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** An event's bytes: each value behind a tag of its Java type, so that the format knows no pipeline. */
final class EventFormat implements Format<Event> {

    private static final int NULL = 0;
    private static final int DOUBLE = 1;
    private static final int STRING = 2;
    private static final int STRINGS = 3;
    private static final int LONG = 4;
    private static final int BOOLEAN = 5;
    private static final int FLOATS = 6;

    @Override
    public String name() {
        return "event";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Event> type() {
        return Event.class;
    }

    @Override
    public void write(Event event, DataOutputView out) throws IOException {
        Strings.write(event.id(), out);
        Strings.write(event.entity(), out);
        Strings.writeOptional(event.item(), out);
        out.writeLong(event.timeMs());
        out.writeInt(event.values().size());
        for (Object value : event.values()) {
            writeValue(value, out);
        }
    }

    @Override
    public Event read(DataInputView in, int version) throws IOException {
        String id = Strings.read(in);
        String entity = Strings.read(in);
        String item = Strings.readOptional(in);
        long timeMs = in.readLong();
        int size = in.readInt();
        List<@Nullable Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(readValue(in));
        }
        return new Event(id, entity, item, timeMs, Collections.unmodifiableList(values));
    }

    private static void writeValue(@Nullable Object value, DataOutputView out) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof String text) {
            out.writeByte(STRING);
            Strings.write(text, out);
        } else if (value instanceof List<?> texts) {
            out.writeByte(STRINGS);
            out.writeInt(texts.size());
            for (Object text : texts) {
                Strings.write((String) text, out);
            }
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte(BOOLEAN);
            out.writeBoolean(flag);
        } else if (value instanceof float[] numbers) {
            out.writeByte(FLOATS);
            FeaturesFormat.writeFloats(numbers, out);
        } else {
            throw new IOException("an event's value is a " + value.getClass().getName() + ", which has no format");
        }
    }

    private static @Nullable Object readValue(DataInputView in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case NULL -> null;
            case DOUBLE -> in.readDouble();
            case STRING -> Strings.read(in);
            case STRINGS -> readStrings(in);
            case LONG -> in.readLong();
            case BOOLEAN -> in.readBoolean();
            case FLOATS -> FeaturesFormat.readFloats(in);
            default -> throw new IOException("an event's value has the unknown tag " + tag);
        };
    }

    private static List<String> readStrings(DataInputView in) throws IOException {
        String[] texts = new String[in.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Strings.read(in);
        }
        return List.of(texts);
    }
}
