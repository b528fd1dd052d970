package io.freshet.schemas.field;

import org.apache.avro.Schema;

/**
 * What a declared field may be: turns a raw value into a typed one or rejects it, and a typed one into features.
 *
 * <p>A field gives a fixed number of ids, each naming a row of an embedding table, and a fixed number of plain numbers.
 */
public interface FieldType {

    /** The name used in pipeline files. */
    String name();

    /** Avro's schema of a value. */
    Schema avro();

    /**
     * @param raw a text (CSV), or a JSON value: text, number, boolean, list; never null
     */
    Parsed parse(Object raw);

    /** How many ids a value gives at most. */
    int ids();

    /** How many numbers a value gives. */
    int numbers();

    /** Writes the features of a value that {@link #parse} returned. */
    void features(Object value, FeatureWriter out);

    /** A text for people. */
    default String shown(Object value) {
        return value.toString();
    }
}
