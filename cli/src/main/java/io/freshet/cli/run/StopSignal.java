package io.freshet.cli.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * The wish, by Ctrl-C or a kill, that a run come to an end. It is taken as a signal and not in a shutdown hook, because
 * hooks run all at once: those of Flink and Kafka would pull away what an orderly end still needs.
 */
final class StopSignal {
    private static final int KILLED = 130;

    private final CountDownLatch wished = new CountDownLatch(1);
    private volatile Runnable action = () -> {};

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Signal.handle(new Signal("INT"), ignored -> signal.wish());
        Signal.handle(new Signal("TERM"), ignored -> signal.wish());
        return signal;
    }

    private void wish() {
        if (wished.getCount() == 0) {
            // who asks twice does not want to wait; what is on the disk suffices for a next start
            Runtime.getRuntime().halt(KILLED);
        }
        wished.countDown();
        action.run();
    }

    /** What is to happen on the wish, beside the end of {@link #await}. */
    void onWish(Runnable what) {
        action = what;
        if (isWished()) {
            what.run();
        }
    }

    boolean isWished() {
        return wished.getCount() == 0;
    }

    /** Waits for the wish; true once it is there. */
    boolean await(Duration patience) {
        try {
            return wished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
