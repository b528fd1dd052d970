package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Test, then train: how many labels were guessed, over the whole stream and over its last part; and macro-F1, the mean
 * of each class's F1, which a rare class weighs in as much as a common one.
 */
final class LabelScores {
    private static final int FIRST_CAPACITY = 256;
    private static final int NUMBERS = 3; // of a class: guessed rightly, guessed, there
    private static final int MAX_LENGTH = 1 << 20;

    private final int window;
    private long scored;
    private long[] all = new long[0];
    private long[] late = new long[0];
    // label and guess of the latest in a ring, two numbers each; grows to the window
    private int[] recent = new int[0];

    LabelScores(int window) {
        this.window = window;
    }

    /** @param guess the label's number, or {@link LabelProbe#NONE} */
    void add(int label, int guess) {
        int at = (int) (scored % window);
        if (scored >= window) {
            count(late, recent[2 * at], recent[2 * at + 1], -1);
        } else if (2 * at >= recent.length) {
            recent = Arrays.copyOf(recent, 2 * Math.min(window, Math.max(FIRST_CAPACITY, 2 * at)));
        }
        recent[2 * at] = label;
        recent[2 * at + 1] = guess;
        scored++;
        int length = NUMBERS * (Math.max(label, guess) + 1);
        if (length > all.length) {
            all = Arrays.copyOf(all, length);
            late = Arrays.copyOf(late, length);
        }
        count(all, label, guess, 1);
        count(late, label, guess, 1);
    }

    private static void count(long[] counts, int label, int guess, int by) {
        counts[NUMBERS * label + 2] += by;
        if (guess != LabelProbe.NONE) {
            counts[NUMBERS * guess + 1] += by;
            counts[NUMBERS * guess] += guess == label ? by : 0;
        }
    }

    long scored() {
        return scored;
    }

    double accuracy() {
        return accuracy(all, scored);
    }

    double recentAccuracy() {
        return accuracy(late, Math.min(scored, window));
    }

    double macroF1() {
        return macroF1(all);
    }

    double recentMacroF1() {
        return macroF1(late);
    }

    private static double accuracy(long[] counts, long of) {
        long right = 0;
        for (int i = 0; i < counts.length; i += NUMBERS) {
            right += counts[i];
        }
        return of == 0 ? 0 : (double) right / of;
    }

    /** Over the classes that were there or were guessed. */
    private static double macroF1(long[] counts) {
        double sum = 0;
        int classes = 0;
        for (int i = 0; i < counts.length; i += NUMBERS) {
            long either = counts[i + 1] + counts[i + 2];
            if (either > 0) {
                sum += 2.0 * counts[i] / either;
                classes++;
            }
        }
        return classes == 0 ? 0 : sum / classes;
    }

    void putFigures(String name, Map<String, Double> into) {
        into.put(name + ".accuracy", accuracy());
        into.put(name + ".macro-f1", macroF1());
        into.put(name + ".last20k.accuracy", recentAccuracy());
        into.put(name + ".last20k.macro-f1", recentMacroF1());
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(scored);
        writeLongs(all, out);
        for (int i = 0; i < 2 * (int) Math.min(scored, window); i++) {
            out.writeShort(recent[i]);
        }
    }

    void restore(DataInput in) throws IOException {
        scored = in.readLong();
        all = readLongs(in);
        late = new long[all.length];
        if (scored < 0) {
            throw new IOException("scores of labels: a negative count");
        }
        recent = new int[2 * (int) Math.min(scored, window)];
        for (int i = 0; i < recent.length; i += 2) {
            recent[i] = in.readShort();
            recent[i + 1] = in.readShort();
            count(late, recent[i], recent[i + 1], 1);
        }
    }

    static void writeLongs(long[] values, DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    static long[] readLongs(DataInput in) throws IOException {
        long[] values = new long[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    static void writeDoubles(double[] values, DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    static double[] readDoubles(DataInput in) throws IOException {
        double[] values = new double[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("the state is damaged: a length of " + length);
        }
        return length;
    }
}
