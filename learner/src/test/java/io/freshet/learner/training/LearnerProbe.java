package io.freshet.learner.training;

import io.freshet.config.Section;
import io.freshet.learner.evaluate.Deviation;
import io.freshet.learner.testing.RingWalk;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real learner on a {@link RingWalk}, opened for contract tests. */
final class LearnerProbe implements AutoCloseable {
    private final LearnerConfig config;
    private final OnlineLearner learner;

    private LearnerProbe(LearnerConfig config) {
        this.config = config;
        this.learner = new OnlineLearner(config, RingWalk.layout());
    }

    /** @param overrides of the stream's pipeline file */
    static LearnerProbe of(Map<String, String> overrides) {
        Section root = RingWalk.pipeline(overrides);
        LearnerConfig config = LearnerConfig.read(root.section("learner"), StreamConfig.read(root));
        root.throwIfAny();
        return new LearnerProbe(config);
    }

    LearnerConfig config() {
        return config;
    }

    /** Learns a batch, which must not be skipped. */
    StepResult learn(List<Example> batch) {
        StepResult result = learner.learn(batch);
        if (result.skipped()) {
            throw new AssertionError("step skipped: " + result.metrics());
        }
        return result;
    }

    /** Learns a batch and says one objective's loss. */
    double loss(String objective, List<Example> batch) {
        Double loss = learn(batch).metrics().get("training.loss." + objective);
        if (loss == null) {
            throw new AssertionError(objective + " took no part in this step");
        }
        return loss;
    }

    /** The collapse measure of the entities' vectors that learning a batch gives. */
    double deviation(List<Example> batch) {
        float[][] vectors = learn(batch).embeddings().stream()
                .filter(embedded -> embedded.kind().equals(EmbeddingRecord.ENTITY))
                .map(embedded ->
                        Arrays.copyOf(embedded.vector(), embedded.vector().length - embedded.priorDimensions()))
                .toArray(float[][]::new);
        return Deviation.collapse(vectors);
    }

    /** Dense parameters by name, as they are now. */
    Map<String, float[]> parameters() {
        float[] flat = state("parameters");
        Map<String, float[]> parameters = new LinkedHashMap<>();
        for (ParameterLayout.Range range : learner.parameters().ranges()) {
            parameters.put(range.name(), Arrays.copyOfRange(flat, range.from(), range.to()));
        }
        return parameters;
    }

    float[] state(String name) {
        return learner.state(name).floats();
    }

    int openTensors() {
        return learner.openTensors();
    }

    byte[] save() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    void restore(byte[] saved) throws IOException {
        learner.restore(new DataInputStream(new ByteArrayInputStream(saved)));
    }

    /** The metrics of learning batches one after the other. */
    List<Map<String, Double>> metrics(List<List<Example>> batches) {
        List<Map<String, Double>> metrics = new ArrayList<>();
        batches.forEach(batch -> metrics.add(learn(batch).metrics()));
        return metrics;
    }

    @Override
    public void close() {
        learner.close();
    }
}
