package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The objectives that a pipeline file can name. To add one: write its file, add its line here. */
public final class Objectives {
    private static final Map<String, Reader> OBJECTIVES = new LinkedHashMap<>();

    static {
        OBJECTIVES.put(NextEvent.NAME, (section, views) -> NextEvent.Config.read(section));
        OBJECTIVES.put(MoCo.NAME, MoCo.Config::read);
        OBJECTIVES.put(MaskedEvents.NAME, (section, views) -> MaskedEvents.Config.read(section));
    }

    private Objectives() {}

    /** Reads an objective's settings; the views are the pipeline's, for those that need pairs. */
    @FunctionalInterface
    public interface Reader {
        ObjectiveConfig read(Section section, Views views);
    }

    /** Objective name to the reader of its settings. */
    public static Map<String, Reader> all() {
        return Collections.unmodifiableMap(OBJECTIVES);
    }
}
