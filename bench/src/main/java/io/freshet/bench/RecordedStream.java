package io.freshet.bench;

import io.freshet.cli.recorded.FileBatches;
import io.freshet.cli.run.Pipeline;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Parameters;

/** A pipeline and a file of its events, as every benchmark that takes a bare learner over one asks for them. */
public final class RecordedStream {
    @Parameters(index = "0", paramLabel = "PIPELINE")
    private Path pipeline = Path.of("pipeline.yaml");

    @Parameters(index = "1", paramLabel = "FILE", description = "Events as the pipeline describes them, or gzip.")
    private Path file = Path.of("events");

    @Parameters(index = "2", paramLabel = "EVENTS", description = "At most so many.")
    private int limit;

    @Parameters(index = "3..*", paramLabel = "path=value", description = "Overrides the pipeline file.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** @param more overrides, in place of the user's */
    FileBatches batches(Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>(overrides);
        settings.putAll(more);
        return new FileBatches(Pipeline.read(pipeline, settings));
    }

    void read(FileBatches batches, Consumer<List<Example>> taker) throws IOException {
        batches.read(file, limit, taker);
    }
}
