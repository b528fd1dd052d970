package io.freshet.bench.leaderboard;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the leaderboard.
 *
 * @param pipeline its file
 * @param file its events, from the data directory
 */
public record BenchStream(String name, Path pipeline, String file) {
    private static final String HINT = "streams: { name: { pipeline: my/pipeline.yaml, file: folder/events.csv.gz } }";

    /**
     * Reads the list of streams.
     *
     * @param home that pipelines are named from
     * @throws io.freshet.config.ConfigException with all that is wrong with it
     */
    public static List<BenchStream> read(Path list, Path home) {
        Section root = YamlFile.read(list, Map.of());
        List<BenchStream> streams = new ArrayList<>();
        root.named("streams").forEach((name, section) -> {
            Path pipeline = home.resolve(section.requiredString("pipeline", HINT));
            if (!Files.isRegularFile(pipeline)) {
                section.fault("pipeline", "be a file in " + home, pipeline.toString(), "");
            }
            streams.add(new BenchStream(name, pipeline, section.requiredString("file", HINT)));
        });
        if (streams.isEmpty()) {
            root.fault("streams", "name a stream", "none", HINT);
        }
        root.throwIfAny();
        return streams;
    }

    /** Its events: under the data directory as named, or in it without the folder; null where there are none. */
    public @Nullable Path events(Path data) {
        Path named = data.resolve(file);
        Path alone = data.resolve(named.getFileName());
        return Files.isReadable(named) ? named : Files.isReadable(alone) ? alone : null;
    }
}
