package io.freshet.learner.objective;

import io.freshet.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The objectives that a pipeline file can name. To add one: write its file, add its line here. */
public final class Objectives {
    private static final Map<String, Function<Section, ObjectiveConfig>> OBJECTIVES = new LinkedHashMap<>();

    static {
        OBJECTIVES.put(NextEvent.NAME, NextEvent.Config::read);
        OBJECTIVES.put(MoCo.NAME, MoCo.Config::read);
        OBJECTIVES.put(MaskedEvents.NAME, MaskedEvents.Config::read);
    }

    private Objectives() {}

    /** Objective name to the reader of its settings. */
    public static Map<String, Function<Section, ObjectiveConfig>> all() {
        return Collections.unmodifiableMap(OBJECTIVES);
    }
}
