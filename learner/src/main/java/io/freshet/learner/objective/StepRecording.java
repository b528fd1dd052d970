package io.freshet.learner.objective;

import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** What an objective finds while the program of a step is recorded. */
public interface StepRecording {

    Recorder recorder();

    /** The parameters being trained. */
    Parameters online();

    /** Their momentum copy, through which no gradient flows. */
    Parameters target();

    /** Declares histories as an input of this program, filled by {@link StepFeed#histories}. */
    HistoryTensors histories(String name, Dim count);

    /** (count, dimensions): what histories say of what comes next. */
    Tensor query(HistoryTensors histories);

    /** As {@link #query}, by the momentum encoder on momentum rows. */
    Tensor targetQuery(HistoryTensors histories);

    /**
     * (holes, dimensions): what the other events of a history say of one that the encoder does not see there.
     *
     * @param history (holes): in which history each is
     * @param age (holes): how many events are newer
     */
    Tensor filled(HistoryTensors histories, Tensor history, Tensor age);

    /** (batch, dimensions): {@link #query} of the batch's own histories. */
    Tensor batchQuery();

    /** (batch, candidates): what is added to the scores of each of the batch's own queries. */
    Tensor batchPrior();

    /** What a query is compared with: the output rows that this step reads. */
    Candidates candidates();

    /**
     * A state that the objective owns, kept in snapshots, zero at first.
     *
     * @see #afterUpdate
     */
    Tensor state(String name, Shape shape);

    /** As {@link #state(String, Shape)}, of another type. */
    Tensor state(String name, DType type, Shape shape);

    /** As {@link #state(String, Shape)}, with other first values; random ones depend on the seed and the name alone. */
    Tensor state(String name, Shape shape, Init first);

    /** Reports a scalar under a group and name, such as {@code space.alignment}; the first to report it is heard. */
    void metric(String name, Tensor scalar);

    /** Records changes of states that happen only when the step is finite. */
    void afterUpdate(Runnable changes);

    /**
     * Items to tell apart.
     *
     * @param queue how many of the first rows are the queue's distinct items, with the batch's own; the others are
     *     targets of other objectives
     * @param rows (items, dimensions): output rows, trained
     * @param prior (items): bias plus learnt weight times log popularity plus the correction
     * @param correction (items): the logarithm of how many items one that was drawn from the catalogue stands for
     * @param popularity (items): the logarithm of how often each has come lately
     */
    record Candidates(Dim queue, Tensor rows, Tensor prior, Tensor correction, Tensor popularity) {}
}
