package io.freshet.cli.run;

import io.freshet.config.Resolved;
import io.freshet.config.Section;
import io.freshet.ingest.IngestConfig;
import io.freshet.learner.job.LearnerSettings;
import io.freshet.learner.job.PipelineText;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.serving.ServingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline file, read whole: every part takes its section, and all faults come at once.
 *
 * @param text the file as it was written, for those who read it elsewhere
 * @param resolved every key with the value in force
 */
public record Pipeline(
        StreamConfig stream,
        IngestConfig ingest,
        LearnerSettings learner,
        ServingConfig serving,
        PipelineText text,
        List<Resolved> resolved) {

    /**
     * Reads a pipeline file.
     *
     * @throws io.freshet.config.ConfigException with all that is wrong with it
     */
    public static Pipeline read(Path file, Map<String, String> overrides) {
        try {
            return of(PipelineText.read(file, overrides));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static Pipeline of(PipelineText text) {
        Section root = text.root();
        StreamConfig stream = StreamConfig.read(root);
        IngestConfig ingest = IngestConfig.read(root);
        LearnerSettings learner = LearnerSettings.read(root, stream);
        ServingConfig serving = ServingConfig.read(root.section("serving"));
        root.throwIfAny();
        return new Pipeline(stream, ingest, learner, serving, text, root.resolved());
    }

    /** The file to replay; null where the source is a topic. A relative path starts from the pipeline's file. */
    @Nullable
    public Path inputFile() {
        String path = stream.source().file();
        return path == null ? null : Path.of(text.source()).toAbsolutePath().resolveSibling(path);
    }
}
