package io.freshet.cli.recorded;

import io.freshet.cli.run.Pipeline;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The batches that a pipeline's learner gets of a file: no log, no job, one thread. */
public final class FileBatches {
    private final StreamConfig stream;
    private final LearnerConfig config;
    private final ExampleStream examples;
    private final List<Example> batch = new ArrayList<>();

    public FileBatches(Pipeline pipeline) {
        this.stream = pipeline.stream();
        this.config = pipeline.learner().learner();
        this.examples = new ExampleStream(stream, config.historyLength());
    }

    public boolean itemsComeAgain() {
        return stream.event().itemsComeAgain();
    }

    public LearnerConfig config() {
        return config;
    }

    public FeatureLayout layout() {
        return FeatureLayout.of(stream);
    }

    /** Reads so many events at most, in the order of their times. */
    public void read(Path file, int limit, Consumer<List<Example>> batches) throws IOException {
        take(EventFile.read(stream, file, limit), batches);
    }

    /** Takes events that are read already. */
    public void take(List<Event> events, Consumer<List<Example>> batches) {
        for (Event event : events) {
            batch.add(examples.of(event));
            if (batch.size() == config.batchSize()) {
                give(batches);
            }
        }
        give(batches);
    }

    private void give(Consumer<List<Example>> batches) {
        if (!batch.isEmpty()) {
            batches.accept(List.copyOf(batch));
            batch.clear();
        }
    }
}
