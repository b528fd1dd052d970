package io.freshet.schemas.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The collections that codecs write and read, with bounded sizes. */
public final class Avro {
    private static final int MAX_ELEMENTS = 1 << 24;
    private static final int CHUNK = 1 << 12;

    private Avro() {}

    /** The schema in {@code /avro/<name>.avsc} on the class path. */
    public static Schema schema(String name) {
        String path = "/avro/" + name + ".avsc";
        try (var in = Avro.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }

    public static void writeFloats(float[] values, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(values.length);
        for (float value : values) {
            out.startItem();
            out.writeFloat(value);
        }
        out.writeArrayEnd();
    }

    public static float[] readFloats(Decoder in) throws IOException {
        float[] values = new float[0];
        int size = 0;
        for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
            int end = Math.addExact(size, bounded(n));
            while (size < end) {
                if (size == values.length) {
                    // grown as elements really come: a false count must not become an allocation
                    values = Arrays.copyOf(values, Math.min(end, size + Math.max(CHUNK, size)));
                }
                values[size++] = in.readFloat();
            }
        }
        return size == values.length ? values : Arrays.copyOf(values, size);
    }

    public static void writeDoubles(Map<String, Double> values, Encoder out) throws IOException {
        out.writeMapStart();
        out.setItemCount(values.size());
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            out.startItem();
            out.writeString(entry.getKey());
            out.writeDouble(entry.getValue());
        }
        out.writeMapEnd();
    }

    public static Map<String, Double> readDoubles(Decoder in) throws IOException {
        Map<String, Double> values = new TreeMap<>();
        for (long n = in.readMapStart(); n != 0; n = in.mapNext()) {
            for (int i = bounded(n); i > 0; i--) {
                values.put(in.readString(), in.readDouble());
            }
        }
        return values;
    }

    public static void writeLongs(Map<String, Long> values, Encoder out) throws IOException {
        out.writeMapStart();
        out.setItemCount(values.size());
        for (Map.Entry<String, Long> entry : values.entrySet()) {
            out.startItem();
            out.writeString(entry.getKey());
            out.writeLong(entry.getValue());
        }
        out.writeMapEnd();
    }

    public static Map<String, Long> readLongs(Decoder in) throws IOException {
        Map<String, Long> values = new TreeMap<>();
        for (long n = in.readMapStart(); n != 0; n = in.mapNext()) {
            for (int i = bounded(n); i > 0; i--) {
                values.put(in.readString(), in.readLong());
            }
        }
        return values;
    }

    /** A count read from outside, as an int. */
    public static int bounded(long count) throws IOException {
        if (count < 0 || count > MAX_ELEMENTS) {
            throw new IOException("a collection of " + count + " elements");
        }
        return (int) count;
    }
}
