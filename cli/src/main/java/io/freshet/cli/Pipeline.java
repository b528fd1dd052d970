package io.freshet.cli;

import io.freshet.config.Resolved;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.schemas.stream.StreamConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A pipeline file, read whole: every part takes its section, and all faults come at once. */
record Pipeline(StreamConfig stream, List<Resolved> resolved) {

    static Pipeline read(Path file, Map<String, String> overrides) {
        Section root = YamlFile.read(file, overrides);
        StreamConfig stream = StreamConfig.read(root);
        root.throwIfAny();
        return new Pipeline(stream, root.resolved());
    }
}
