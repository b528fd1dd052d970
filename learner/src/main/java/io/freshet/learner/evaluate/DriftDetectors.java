package io.freshet.learner.evaluate;

import io.freshet.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The drift detectors that a pipeline file can name, each with a reader of its own keys. */
public final class DriftDetectors {
    public static final String DEFAULT = Adwin.NAME;

    private DriftDetectors() {}

    /** Detector name to what reads its keys and makes as many as there are figures to watch. */
    public static Map<String, Function<Section, Supplier<DriftDetector>>> all() {
        Map<String, Function<Section, Supplier<DriftDetector>>> all = new LinkedHashMap<>();
        all.put(Adwin.NAME, section -> {
            Adwin.Config config = Adwin.Config.read(section);
            return () -> new Adwin(config);
        });
        all.put(PageHinkley.NAME, section -> {
            PageHinkley.Config config = PageHinkley.Config.read(section);
            return () -> new PageHinkley(config);
        });
        return all;
    }
}
