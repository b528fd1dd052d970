package io.freshet.learner.objective;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.util.List;
import java.util.SplittableRandom;

/** What an objective finds while it feeds one run of the step's program. */
public interface StepFeed {

    /** The batch, in the stream's order. */
    List<Example> batch();

    /** The batch, and what replay adds to it: what views are formed of. */
    List<Example> replayed();

    /** Gives the histories that were declared under a name; each oldest first. */
    void histories(String name, List<List<EventFeatures>> histories);

    void ints(String name, long[] values, long... lengths);

    void floats(String name, float[] values, long... lengths);

    /** Place of an item's output row among the candidates, which it joins; -1 where the item has no row. */
    int candidate(long item);

    /** Place of an item's output row among the candidates as they are; -1 where it is not among them. */
    int place(long item);

    /** How many of the candidates are the queue's, the batch's own included. */
    int queued();

    /** Random numbers that depend on the seed, the step and the name alone. */
    SplittableRandom random(String name);

    /** How many finite steps there were before. */
    long step();

    /** Events of the longest history. */
    int length();

    /** What {@link #count} has added up in all finite steps before. */
    long counter(String name);

    /** Adds to a counter, once this step is seen to be finite. */
    void count(String name, int amount);
}
