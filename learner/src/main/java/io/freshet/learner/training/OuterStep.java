package io.freshet.learner.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The outer optimiser of local SGD (Stich 2018, arXiv:1805.09767) with momentum over rounds (Wang et al. 2019,
 * arXiv:1910.00643; Douillard et al. 2023, arXiv:2311.08105), for trainers that wait for nobody: every move goes through one
 * log, and each trainer takes each move when it comes to it there, its own too. What they have in common, the anchor,
 * depends on the log alone. What a trainer has learnt since is on top of it until the log brings it back.
 */
final class OuterStep {
    private final float rate;
    private final float momentum;
    private final float[] anchor;
    private final float[] velocity;
    /** What has been published and has not come back: part of the trainer's own numbers, not of the anchor. */
    private final float[] underway;
    /** The own numbers at the end of the last round, and what others have moved them by since. */
    private final float[] base;
    /** What the own numbers have to be moved by. */
    private final float[] owed;

    private boolean owes;

    /** @param first the numbers that all begin with */
    OuterStep(double rate, double momentum, float[] first) {
        this.rate = (float) rate;
        this.momentum = (float) momentum;
        anchor = first.clone();
        base = first.clone();
        velocity = new float[first.length];
        underway = new float[first.length];
        owed = new float[first.length];
    }

    /** Whether others have learnt what this trainer's own numbers do not show yet. */
    boolean owes() {
        return owes;
    }

    /** Moves a trainer's own numbers by what others have learnt. */
    void settle(float[] own) {
        for (int i = 0; i < owed.length; i++) {
            own[i] += owed[i];
        }
        Arrays.fill(owed, 0);
        owes = false;
    }

    /** Ends a round: what the trainer has moved its own numbers by in it; they have been settled. */
    float[] endRound(float[] own) {
        float[] moved = new float[own.length];
        for (int i = 0; i < own.length; i++) {
            moved[i] = own[i] - base[i];
            base[i] = own[i];
            underway[i] += moved[i];
        }
        return moved;
    }

    /** Takes a move of another trainer, of the numbers from {@code from} on. */
    void take(int from, float[] moved) {
        move(from, moved, 0);
    }

    /** Takes a move of this trainer, which it has made long ago. */
    void takeOwn(int from, float[] moved) {
        for (int i = 0; i < moved.length; i++) {
            underway[from + i] -= moved[i];
        }
        move(from, moved, 1);
    }

    private void move(int from, float[] moved, float made) {
        for (int i = 0; i < moved.length; i++) {
            int at = from + i;
            velocity[at] = momentum * velocity[at] + (1 - momentum) * moved[i];
            float step = rate * velocity[at];
            float left = step - made * moved[i];
            anchor[at] += step;
            base[at] += left;
            owed[at] += left;
            owes |= left != 0;
        }
    }

    /** Begins where trainers that are restored together all are: at the anchor, with nothing underway. */
    float[] begin() {
        System.arraycopy(anchor, 0, base, 0, base.length);
        Arrays.fill(underway, 0);
        Arrays.fill(owed, 0);
        owes = false;
        return anchor.clone();
    }

    void save(DataOutput out) throws IOException {
        for (float[] numbers : new float[][] {anchor, velocity}) {
            for (float number : numbers) {
                out.writeFloat(number);
            }
        }
    }

    /** {@link #begin} has to follow. */
    void restore(DataInput in) throws IOException {
        for (float[] numbers : new float[][] {anchor, velocity}) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = in.readFloat();
            }
        }
    }
}
