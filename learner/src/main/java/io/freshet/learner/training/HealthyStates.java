package io.freshet.learner.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of the learner, in memory, from when it was healthy: the newest, and one before it for what shows late. The
 * larger a state, the rarer it is kept, so that keeping it stays a small part of the work.
 */
final class HealthyStates {
    private static final Logger LOG = LoggerFactory.getLogger(HealthyStates.class);
    private static final int BYTES_A_STEP = 20_000;

    private final int everySteps;
    private final long limit;
    private final Deque<State> states = new ArrayDeque<>(); // newest first
    private boolean tooLarge;

    /** @param step after which it was taken */
    record State(long step, byte[] bytes) {
        DataInputStream open() {
            return new DataInputStream(new ByteArrayInputStream(bytes));
        }
    }

    /** Writes a state. */
    interface Saved {
        void save(DataOutput out) throws IOException;
    }

    /** @param limit of a state, in bytes; 0 keeps none */
    HealthyStates(int everySteps, long limit) {
        this.everySteps = everySteps;
        this.limit = limit;
        this.tooLarge = limit == 0;
    }

    /** Keeps the state, where the last one is old enough. */
    void keepIfDue(long step, Saved learner) {
        State newest = states.peekFirst();
        boolean due =
                newest == null || step - newest.step() >= Math.max(everySteps, newest.bytes().length / BYTES_A_STEP);
        if (!due || tooLarge) {
            return;
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(newest == null ? 1 << 16 : newest.bytes().length);
            learner.save(new DataOutputStream(new Limited(bytes, limit)));
            states.addFirst(new State(step, bytes.toByteArray()));
            while (states.size() > 2) {
                states.removeLast();
            }
        } catch (TooLarge e) {
            tooLarge = true;
            states.clear();
            LOG.warn(
                    "The learner's state is more than learner.guard.snapshot-limit ({} bytes): the guard keeps none in"
                            + " memory, and a model that does not stay healthy goes back to the last checkpoint",
                    limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest state that is at most so new, or else the oldest; null where none is kept. Newer ones are forgotten. */
    @Nullable
    State last(long atMostStep) {
        while (states.size() > 1 && states.getFirst().step() > atMostStep) {
            states.removeFirst();
        }
        return states.peekFirst();
    }

    /** After which the oldest was taken; {@link Long#MAX_VALUE} where there is none. */
    long oldestStep() {
        return states.isEmpty() ? Long.MAX_VALUE : states.getLast().step();
    }

    /** Forgets all: they are of another course of the training. */
    void clear() {
        states.clear();
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Gives up where it would take more than the limit. */
    private static final class Limited extends FilterOutputStream {
        private long left;

        Limited(OutputStream out, long limit) {
            super(out);
            this.left = limit;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            take(length);
            out.write(bytes, from, length);
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            out.write(b);
        }

        private void take(int bytes) throws TooLarge {
            left -= bytes;
            if (left < 0) {
                throw new TooLarge();
            }
        }
    }
}
