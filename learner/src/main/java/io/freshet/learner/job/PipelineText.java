package io.freshet.learner.job;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pipeline file as it was written, and what overrides it. It travels with the job's graph, and each operator reads
 * from it what it needs: typed configurations hold parsers and patterns, which do not travel.
 *
 * @param yaml the file's text
 * @param source what messages call it
 * @param overrides dotted path to value, as given by {@code --set}
 */
public record PipelineText(String yaml, String source, TreeMap<String, String> overrides) implements Serializable {

    public PipelineText {
        overrides = new TreeMap<>(overrides);
    }

    /**
     * Reads a pipeline file.
     *
     * @throws io.freshet.config.ConfigException where there is none, or it is not YAML
     */
    public static PipelineText read(Path file, Map<String, String> overrides) throws IOException {
        YamlFile.read(file, overrides); // its faults are better told than Java's
        return new PipelineText(Files.readString(file), file.toString(), new TreeMap<>(overrides));
    }

    /** The same pipeline, with a value in place of the file's. */
    public PipelineText with(String path, String value) {
        TreeMap<String, String> more = new TreeMap<>(overrides);
        more.put(path, value);
        return new PipelineText(yaml, source, more);
    }

    /** The same pipeline on a log at these addresses. */
    public PipelineText at(String bootstrapServers, String registry) {
        return with("kafka.bootstrap-servers", quoted(bootstrapServers)).with("kafka.registry", quoted(registry));
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'"; // host:port is no map
    }

    public Section root() {
        return YamlFile.parse(yaml, source, overrides);
    }

    public StreamConfig stream() {
        return StreamConfig.read(root());
    }
}
