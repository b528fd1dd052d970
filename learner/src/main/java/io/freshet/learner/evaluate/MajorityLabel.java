package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Guesses the label that came most often so far. A floor. */
final class MajorityLabel implements LabelProbe {
    private long[] counts = new long[0];
    private int majority = NONE;

    @Override
    public int label(float[] embedding) {
        return majority;
    }

    @Override
    public void add(float[] embedding, int label) {
        if (label >= counts.length) {
            counts = Arrays.copyOf(counts, label + 1);
        }
        counts[label]++;
        majority = majority == NONE || counts[label] > counts[majority] ? label : majority;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        LabelScores.writeLongs(counts, out);
        out.writeInt(majority);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        counts = LabelScores.readLongs(in);
        majority = in.readInt();
    }
}
