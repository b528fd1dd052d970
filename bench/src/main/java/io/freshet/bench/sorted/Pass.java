package io.freshet.bench.sorted;

import io.freshet.cli.recorded.ExampleStream;
import io.freshet.cli.run.Pipeline;
import io.freshet.learner.training.EmbeddedVector;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** One pass of a learner over rows in some order, and what its encoder, then frozen, makes of others. */
final class Pass implements AutoCloseable {
    private final Pipeline pipeline;
    private final LearnerConfig config;
    private final OnlineLearner frozen;
    private final double seconds;
    private final double trips;

    private Pass(Pipeline pipeline, OnlineLearner frozen, double seconds, double trips) {
        this.pipeline = pipeline;
        this.config = pipeline.learner().learner();
        this.frozen = frozen;
        this.seconds = seconds;
        this.trips = trips;
    }

    /**
     * Learns from each row once.
     *
     * @param still the same pipeline with rates of 0, so that a learner that takes over the state embeds and stays as it is
     */
    static Pass over(List<LabelledRow> rows, Pipeline pipeline, Pipeline still) throws IOException {
        FeatureLayout layout = FeatureLayout.of(pipeline.stream());
        LearnerConfig config = pipeline.learner().learner();
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        double seconds;
        double trips;
        try (OnlineLearner learner = new OnlineLearner(config, layout)) {
            long started = System.nanoTime();
            batches(examples(pipeline, rows), config.batchSize(), learner::learn);
            seconds = (System.nanoTime() - started) / 1e9;
            trips = learner.figures().getOrDefault("guard.trips", 0.0);
            learner.save(new DataOutputStream(state));
        }
        OnlineLearner frozen = new OnlineLearner(still.learner().learner(), layout);
        frozen.restore(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
        return new Pass(still, frozen, seconds, trips);
    }

    /** The vectors of rows, in their order. */
    float[][] embed(List<LabelledRow> rows) {
        List<Example> examples = examples(pipeline, rows);
        Map<String, float[]> vectors = new HashMap<>();
        batches(examples, config.batchSize(), batch -> {
            StepResult result = frozen.learn(batch);
            for (EmbeddedVector embedded : result.embeddings()) {
                float[] vector = embedded.vector();
                vectors.put(embedded.id(), Arrays.copyOf(vector, vector.length - embedded.priorDimensions()));
            }
        });
        return examples.stream()
                .map(example -> Objects.requireNonNull(vectors.get(example.entity()), "a row was not embedded"))
                .toArray(float[][]::new);
    }

    double seconds() {
        return seconds;
    }

    /** How often the guard stopped it. */
    double trips() {
        return trips;
    }

    private static List<Example> examples(Pipeline pipeline, List<LabelledRow> rows) {
        ExampleStream stream = new ExampleStream(
                pipeline.stream(), pipeline.learner().learner().historyLength());
        return rows.stream()
                .map(row -> Objects.requireNonNull(stream.of(row.values()::get), "a row does not fit the pipeline"))
                .toList();
    }

    private static void batches(List<Example> examples, int size, Consumer<List<Example>> take) {
        for (int from = 0; from < examples.size(); from += size) {
            take.accept(new ArrayList<>(examples.subList(from, Math.min(examples.size(), from + size))));
        }
    }

    @Override
    public void close() {
        frozen.close();
    }
}
