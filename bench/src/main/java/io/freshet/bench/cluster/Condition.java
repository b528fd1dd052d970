package io.freshet.bench.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Something that becomes true by itself, looked at until it is. What cannot be looked at now is not true yet. */
@FunctionalInterface
interface Condition {
    long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    boolean holds() throws Exception;

    /** Waits for it; false where that takes longer. */
    default boolean await(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!isTrue()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    /** Waits for it. */
    default void require(String what, Duration atMost) {
        if (!await(atMost)) {
            throw new IllegalStateException("not within " + atMost.toSeconds() + " s: " + what);
        }
    }

    private boolean isTrue() {
        try {
            return holds();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            return false; // whom we ask may be the one that is away
        }
    }
}
