package io.freshet.model.encoder;

import io.freshet.model.nn.ParameterLayout;

/** A kind of history encoder with its settings. */
public interface EncoderConfig {

    /** The name used in pipeline files. */
    String name();

    /** Width of item rows, tokens and queries. */
    int dimensions();

    /** @param length of the longest history */
    HistoryEncoder declare(ParameterLayout.Builder parameters, int length);
}
