package io.freshet.schemas.message;

import io.freshet.schemas.field.Field;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.Avro;
import io.freshet.schemas.wire.Codec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * An event in the schema that is derived from the pipeline: id, entity, item, time, and a record of the declared fields,
 * each nullable, so that fields can come and go.
 */
public final class EventCodec implements Codec<Event> {
    private final List<Field> fields;
    private final Schema schema;

    public EventCodec(StreamConfig stream) {
        this.fields = stream.fields();
        this.schema = schema(stream);
    }

    private static Schema schema(StreamConfig stream) {
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        String name = pascal(stream.name());
        var declared = SchemaBuilder.record(name + "Fields")
                .namespace("io.freshet.events")
                .fields();
        for (Field field : stream.fields()) {
            Schema nullable = Schema.createUnion(
                    Schema.create(Schema.Type.NULL), field.type().avro());
            declared.name(field.avroName()).type(nullable).withDefault(null);
        }
        return SchemaBuilder.record(name + "Event")
                .namespace("io.freshet.events")
                .fields()
                .requiredString("id")
                .requiredString("entity")
                .optionalString("item")
                .name("time")
                .type(time)
                .noDefault()
                .name("fields")
                .type(declared.endRecord())
                .noDefault()
                .endRecord();
    }

    private static String pascal(String name) {
        StringBuilder pascal = new StringBuilder(Character.isDigit(name.charAt(0)) ? "S" : "");
        for (String word : name.split("-")) {
            if (!word.isEmpty()) {
                pascal.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return pascal.toString();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public void encode(Event event, Encoder out) throws IOException {
        out.writeString(event.id());
        out.writeString(event.entity());
        String item = event.item();
        out.writeIndex(item == null ? 0 : 1);
        if (item != null) {
            out.writeString(item);
        }
        out.writeLong(event.timeMs());
        for (Object value : event.values()) {
            out.writeIndex(value == null ? 0 : 1);
            if (value != null) {
                encodeValue(value, out);
            }
        }
    }

    private static void encodeValue(Object value, Encoder out) throws IOException {
        if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Double number) {
            out.writeDouble(number);
        } else if (value instanceof Long time) {
            out.writeLong(time);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof float[] vector) {
            Avro.writeFloats(vector, out);
        } else if (value instanceof List<?> list) {
            out.writeArrayStart();
            out.setItemCount(list.size());
            for (Object each : list) {
                out.startItem();
                out.writeString((String) each);
            }
            out.writeArrayEnd();
        } else {
            throw new IllegalArgumentException("no field type gives a " + value.getClass());
        }
    }

    @Override
    public Event decode(Decoder in) throws IOException {
        String id = in.readString();
        String entity = in.readString();
        String item = in.readIndex() == 0 ? null : in.readString();
        long time = in.readLong();
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (Field field : fields) {
            values.add(in.readIndex() == 0 ? null : decodeValue(field.type().avro(), in));
        }
        return new Event(id, entity, item, time, Collections.unmodifiableList(values));
    }

    private static Object decodeValue(Schema type, Decoder in) throws IOException {
        return switch (type.getType()) {
            case STRING -> in.readString();
            case DOUBLE -> in.readDouble();
            case LONG -> in.readLong();
            case BOOLEAN -> in.readBoolean();
            case ARRAY ->
                type.getElementType().getType() == Schema.Type.FLOAT ? Avro.readFloats(in) : decodeStrings(in);
            default -> throw new IOException("no field type has the schema " + type);
        };
    }

    private static List<String> decodeStrings(Decoder in) throws IOException {
        List<String> values = new ArrayList<>();
        for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
            for (int i = Avro.bounded(n); i > 0; i--) {
                values.add(in.readString());
            }
        }
        return values;
    }
}
