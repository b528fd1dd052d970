package io.freshet.bench;

import io.freshet.config.Section;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The batches that a pipeline's learner gets of a CSV file: no log, no job, one thread. */
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

    LearnerConfig config() {
        return config;
    }

    FeatureLayout layout() {
        return FeatureLayout.of(stream);
    }

    /** Reads so many events at most. */
    void read(Path file, int limit, Consumer<List<Example>> batches) throws IOException {
        int events = 0;
        try (CSVParser rows = examples.rows(file)) {
            for (CSVRecord row : rows) {
                Example example = examples.of(row);
                if (example != null) {
                    batch.add(example);
                    events++;
                }
                if (batch.size() == config.batchSize()) {
                    give(batches);
                }
                if (events == limit) {
                    break;
                }
            }
            give(batches);
        }
    }

    private void give(Consumer<List<Example>> batches) {
        if (!batch.isEmpty()) {
            batches.accept(List.copyOf(batch));
            batch.clear();
        }
    }
}
