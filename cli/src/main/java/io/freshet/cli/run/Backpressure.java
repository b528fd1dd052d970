package io.freshet.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds a source back while the line is too far behind it: what waits in topics makes nothing faster, and makes what is
 * published older.
 */
final class Backpressure implements AutoCloseable {
    /** Enough to keep every part of the line busy: what it has learnt is told once a second. */
    static final long MOST_BEHIND = 20_000;

    private static final long LOOK_EVERY_MS = 20;

    private final Backlog backlog;
    private final CountDownLatch closed = new CountDownLatch(1);

    Backpressure(Backlog backlog) {
        this.backlog = backlog;
    }

    /** How many rows the line has still to ingest or to learn from. */
    @FunctionalInterface
    interface Backlog {
        /** @param rows that the source has sent in all */
        long of(long rows);
    }

    /** Returns when the line has caught up far enough, or this is closed. */
    void await(long rows) {
        try {
            boolean open = true;
            while (open && backlog.of(rows) > MOST_BEHIND) {
                open = !closed.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
