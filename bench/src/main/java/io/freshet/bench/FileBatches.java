package io.freshet.bench;

import io.freshet.config.Section;
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
final class FileBatches {
    private final StreamConfig stream;
    private final LearnerConfig config;
    private final ExampleStream examples;
    private final List<Example> batch = new ArrayList<>();

    FileBatches(Section pipeline) {
        stream = StreamConfig.read(pipeline);
        config = LearnerConfig.read(pipeline.section("learner"), stream);
        examples = new ExampleStream(stream, config.historyLength());
    }

    boolean itemsComeAgain() {
        return stream.event().itemsComeAgain();
    }

    LearnerConfig config() {
        return config;
    }

    FeatureLayout layout() {
        return FeatureLayout.of(stream);
    }

    /** Reads so many events at most, in the order of their times. */
    void read(Path file, int limit, Consumer<List<Example>> batches) throws IOException {
        for (Event event : EventFile.read(stream, file, limit)) {
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
