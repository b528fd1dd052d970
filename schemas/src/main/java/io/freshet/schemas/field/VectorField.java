package io.freshet.schemas.field;

import io.freshet.config.Section;
import io.freshet.schemas.field.Rejection.Codes;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;

/** A vector of a fixed number of finite floats: a JSON list, or numbers in a text with blanks, commas or semicolons. */
public record VectorField(int dimensions) implements FieldType {
    public static final String NAME = "vector";
    private static final int MAX_DIMENSIONS = 4096;

    static VectorField read(Section section) {
        int dimensions = section.integer("dimensions", 0, 0, MAX_DIMENSIONS);
        if (dimensions == 0) {
            section.fault("dimensions", "be from 1 to " + MAX_DIMENSIONS, "0 or nothing", "how long is each vector?");
        }
        return new VectorField(Math.max(1, dimensions));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema avro() {
        return Schema.createArray(Schema.create(Schema.Type.FLOAT));
    }

    @Override
    public Parsed parse(Object raw) {
        List<?> parts = raw instanceof List<?> list ? list : split(raw);
        if (parts.size() != dimensions) {
            return Parsed.rejected(
                    Codes.NOT_A_VECTOR, "a vector of " + dimensions + " was expected, got " + parts.size());
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            Object part = parts.get(i);
            String text = part == null ? null : RawText.of(part);
            try {
                vector[i] = part instanceof Number n ? n.floatValue() : Float.parseFloat(text == null ? "" : text);
            } catch (NumberFormatException e) {
                return Parsed.rejected(Codes.NOT_A_VECTOR, "element " + i + " is not a number");
            }
            if (!Float.isFinite(vector[i])) {
                return Parsed.rejected(Codes.NOT_FINITE, "element " + i + " is " + vector[i]);
            }
        }
        return Parsed.of(vector);
    }

    private List<String> split(Object raw) {
        String text = RawText.of(raw);
        // a longer text cannot hold just this many numbers: no need to split megabytes
        if (text == null || text.length() > 64L * dimensions + 16) {
            return List.of();
        }
        return Arrays.asList(text.replaceAll("[\\[\\]]", " ").strip().split("[\\s,;]+"));
    }

    @Override
    public int ids() {
        return 0;
    }

    @Override
    public int numbers() {
        return dimensions;
    }

    @Override
    public void features(Object value, FeatureWriter out) {
        for (float x : (float[]) value) {
            out.number(x);
        }
    }

    @Override
    public String shown(Object value) {
        return Arrays.toString((float[]) value);
    }
}
