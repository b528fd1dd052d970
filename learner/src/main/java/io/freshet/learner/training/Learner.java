package io.freshet.learner.training;

import io.freshet.model.feature.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Owns a model and improves it batch by batch. For one thread: the one that created it. */
public interface Learner extends AutoCloseable {

    /** Scores the batch with the model as it is, takes one step on it, and embeds what it touched. */
    StepResult learn(List<Example> batch);

    LearnerCounters counters();

    /** Scores of everything so far, by group and name, such as {@code prequential.hr10}. */
    Map<String, Double> figures();

    /** Writes the whole state: a learner that restores it goes on bit-identically on the same device and threads. */
    void save(DataOutput out) throws IOException;

    /** @throws IOException where the bytes are no state of a learner with this configuration */
    void restore(DataInput in) throws IOException;

    @Override
    void close();
}
