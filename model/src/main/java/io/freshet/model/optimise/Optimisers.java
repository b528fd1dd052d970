package io.freshet.model.optimise;

import io.freshet.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The optimisers that {@code learner.optimiser.type} can name. */
public final class Optimisers {
    public static final String DEFAULT = "adamw";

    private Optimisers() {}

    /**
     * One of them.
     *
     * @param rate of the dense parameters, where the pipeline gives none
     * @param reader of its own keys
     */
    public record Entry(double rate, Function<Section, Optimiser> reader) {}

    /** The one that a pipeline has that names none. */
    public static Entry standard() {
        return new Entry(2e-3, AdamW::read);
    }

    public static Map<String, Entry> all() {
        Map<String, Entry> all = new LinkedHashMap<>();
        all.put(DEFAULT, standard());
        all.put("lamb", new Entry(5e-3, Lamb::read));
        all.put("lars", new Entry(1, Lars::read));
        all.put("sgd", new Entry(.05, Sgd::read));
        return all;
    }
}
