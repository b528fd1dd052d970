package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Guesses that a label is the one before it: hard to beat where labels change seldom. A floor. */
final class LastLabel implements LabelProbe {
    private int last = NONE;

    @Override
    public int label(float[] embedding) {
        return last;
    }

    @Override
    public void add(float[] embedding, int label) {
        last = label;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(last);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        last = in.readInt();
    }
}
