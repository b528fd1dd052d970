package io.freshet.schemas.field;

import io.freshet.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The field types that a pipeline file can name. To add one: write its file, add its line here. */
public final class FieldTypes {
    private static final Map<String, Function<Section, FieldType>> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put(NumericField.NAME, NumericField::read);
        TYPES.put(CategoricalField.NAME, CategoricalField::read);
        TYPES.put(SetField.NAME, SetField::read);
        TYPES.put(TextField.NAME, TextField::read);
        TYPES.put(TimestampField.NAME, TimestampField::read);
        TYPES.put(BooleanField.NAME, BooleanField::read);
        TYPES.put(VectorField.NAME, VectorField::read);
    }

    private FieldTypes() {}

    /** Type name to the reader of its options. */
    public static Map<String, Function<Section, FieldType>> all() {
        return Collections.unmodifiableMap(TYPES);
    }
}
