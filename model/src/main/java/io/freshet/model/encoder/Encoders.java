package io.freshet.model.encoder;

import io.freshet.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The history encoders that a pipeline file can name. To add one: write its file, add its line here. */
public final class Encoders {
    private static final Map<String, Function<Section, EncoderConfig>> ENCODERS = new LinkedHashMap<>();

    static {
        ENCODERS.put(ExponentialKernel.NAME, ExponentialKernel.Config::read);
        ENCODERS.put(Transformer.NAME, Transformer.Config::read);
    }

    private Encoders() {}

    /** Encoder name to the reader of its settings. */
    public static Map<String, Function<Section, EncoderConfig>> all() {
        return Collections.unmodifiableMap(ENCODERS);
    }
}
