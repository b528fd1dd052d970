package io.freshet.cli.tune;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The settings that are searched over, read from a file of paths with a list of values or a range each. */
record Space(List<Setting> settings) {
    private static final String LEARNER = "learner.";
    private static final String FORMS = "write [16, 32, 64] or { from: 0.01, to: 1, scale: log, type: number }";

    Space {
        settings = List.copyOf(settings);
    }

    /**
     * Reads a space.
     *
     * @param pipeline whose keys these are
     * @throws ConfigException with all that is wrong with it
     */
    static Space read(Path file, PipelineReader pipeline) {
        Section root = YamlFile.read(file, Map.of());
        List<Setting> settings = settings(root);
        for (Setting setting : settings) {
            for (Fault fault : faults(setting, pipeline)) {
                root.fault(setting.path(), fault.must(), fault.got(), fault.hint());
            }
        }
        root.throwIfAny();
        return new Space(settings);
    }

    /**
     * What is searched where no file says it: those of the usual settings that the pipeline takes.
     *
     * @param set what the user has set already
     */
    static Space usual(PipelineReader pipeline, Set<String> set) {
        try (InputStream in = Objects.requireNonNull(Space.class.getResourceAsStream("space.yaml"))) {
            Section root =
                    YamlFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "the usual space", Map.of());
            List<Setting> settings = new ArrayList<>(settings(root));
            root.throwIfAny();
            settings.removeIf(setting ->
                    set.contains(setting.path()) || !faults(setting, pipeline).isEmpty());
            return new Space(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Setting> settings(Section root) {
        List<Setting> settings = new ArrayList<>();
        for (String path : root.keys()) {
            if (!path.startsWith(LEARNER)) {
                root.fault(path, "be a path below learner", path, "such as learner.batch.size");
            }
            Setting setting = root.isMap(path) ? range(path, root.section(path)) : choice(path, root);
            settings.add(setting);
        }
        if (settings.isEmpty()) {
            root.fault("", "name a setting", "none", "such as learner.batch.size: [16, 32, 64]");
        }
        return settings;
    }

    private static Setting choice(String path, Section root) {
        List<String> values = root.strings(path);
        if (values.isEmpty()) {
            root.fault(path, "be a list of values or a range", "nothing", FORMS);
        } else if (values.stream().distinct().count() < values.size()) {
            root.fault(path, "be different values", values.toString(), "");
        }
        return Choice.of(path, values);
    }

    private static Setting range(String path, Section range) {
        double from = end(range, "from");
        double to = end(range, "to");
        Range.Scale scale = range.choice("scale", Range.Scale.class, Range.Scale.LINEAR);
        boolean whole = range.choice("type", Range.Type.class, Range.Type.NUMBER) == Range.Type.INT;
        int points = range.integer("points", 3, 1, 1000);
        if (from >= to) {
            range.fault("to", "be above from, " + from, Double.toString(to), "");
        }
        if (scale == Range.Scale.LOG && from <= 0) {
            range.fault("from", "be above 0 on a log scale", Double.toString(from), "");
        }
        if (whole && (from != Math.rint(from) || to != Math.rint(to))) {
            range.fault("type", "have whole ends where it is int", from + " and " + to, "");
        }
        return new Range(path, from, to, scale, whole, points);
    }

    private static double end(Section range, String key) {
        if (!range.has(key)) {
            range.fault(key, "be given", "nothing", FORMS);
        }
        Double end = range.optionalNumber(key);
        return end == null ? Double.NaN : end;
    }

    private static List<Fault> faults(Setting setting, PipelineReader pipeline) {
        List<Fault> faults = new ArrayList<>();
        for (String value : examples(setting)) {
            try {
                pipeline.read(Map.of(setting.path(), value));
            } catch (ConfigException e) {
                faults.addAll(e.faults());
            }
        }
        return faults;
    }

    // a range whose ends are no numbers has been told of already
    private static List<String> examples(Setting setting) {
        return setting instanceof Range range && !(range.from() < range.to() && isSound(range))
                ? List.of()
                : setting.examples();
    }

    private static boolean isSound(Range range) {
        return range.scale() == Range.Scale.LINEAR || range.from() > 0;
    }

    /** A point drawn evenly. */
    Map<String, String> draw(RandomGenerator random) {
        Map<String, String> point = new LinkedHashMap<>();
        settings.forEach(setting -> point.put(setting.path(), setting.draw(random)));
        return point;
    }

    /** A point near another. */
    Map<String, String> near(Map<String, String> other, RandomGenerator random) {
        Map<String, String> point = new LinkedHashMap<>();
        settings.forEach(setting ->
                point.put(setting.path(), setting.near(Objects.requireNonNull(other.get(setting.path())), random)));
        return point;
    }

    /** A point as numbers from 0 to 1. */
    double[] coordinates(Map<String, String> point) {
        return settings.stream()
                .map(setting -> setting.coordinates(Objects.requireNonNull(point.get(setting.path()))))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }
}
