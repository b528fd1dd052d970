package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.table.KeptRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Owns a model and improves it batch by batch. For one thread: the one that created it. */
public interface Learner extends AutoCloseable {

    /** Scores the batch with the model as it is, takes one step on it, and embeds what it touched. */
    StepResult learn(List<Example> batch);

    /**
     * Removes what it keeps of an entity. What the model has learnt from many at once is not of one, and stays.
     *
     * @param history its last events, oldest first
     * @return how much of what was removed, by name
     */
    Map<String, Long> forget(String entity, List<EventFeatures> history);

    /**
     * Embeds what the batch touches with the model as it is: nothing is scored and nothing learnt, which costs least. What
     * is counted of the stream, such as what is popular and what follows what, is counted.
     */
    StepResult embed(List<Example> batch);

    LearnerCounters counters();

    /** Scores of everything so far, by group and name, such as {@code prequential.hr10}. */
    Map<String, Double> figures();

    /** The parts of the state that are kept by rows, each of which says which of them have changed. */
    default List<KeptRows> rows() {
        return List.of();
    }

    /** What this learner tells others that learn the same model, and takes from them; null where it learns alone. */
    default @Nullable Exchange exchange() {
        return null;
    }

    /** Takes what several trainers had told each other into the state of one of them, which this learner has read. */
    default Exchange listener() {
        throw new IllegalStateException("must be a learner that can share its model");
    }

    /** Begins to score anew: what it was restored with is another's account. */
    default void forgetScores() {
        // some have none
    }

    /** Writes what is not in {@link #rows}. */
    void saveRest(DataOutput out) throws IOException;

    /**
     * Restores what is not in {@link #rows}; they have to follow.
     *
     * @throws IOException where the bytes are no state of a learner with this configuration
     */
    void restoreRest(DataInput in) throws IOException;

    /** Writes the whole state: a learner that restores it goes on bit-identically on the same device and threads. */
    default void save(DataOutput out) throws IOException {
        saveRest(out);
        for (KeptRows state : rows()) {
            state.save(out);
        }
    }

    /** @throws IOException where the bytes are no state of a learner with this configuration */
    default void restore(DataInput in) throws IOException {
        restoreRest(in);
        for (KeptRows state : rows()) {
            state.restore(in);
        }
    }

    @Override
    void close();
}
