package io.freshet.schemas.field;

/** Takes the features of one field of one event, in order; what is not written stays 0, which means missing. */
public interface FeatureWriter {

    /** Names a row of the field's embedding table by the value it stands for. */
    void id(String value);

    void number(float value);
}
