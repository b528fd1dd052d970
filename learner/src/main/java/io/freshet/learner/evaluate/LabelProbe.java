package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Guesses the label of an embedding from the labelled ones before it. Labels are numbers from 0, in order of coming. */
interface LabelProbe {
    /** The guess of one that has seen no label. */
    int NONE = -1;

    int label(float[] embedding);

    /** Takes in an embedding whose label is known by now. */
    void add(float[] embedding, int label);

    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;
}
