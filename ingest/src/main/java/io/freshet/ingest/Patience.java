package io.freshet.ingest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TopologyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a thread that failed, for a broker or registry may be away for a moment; gives up, loudly, when failures
 * keep coming or nothing but a person can help.
 */
final class Patience implements StreamsUncaughtExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    static final int REPLACEMENTS = 5;
    static final Duration WITHIN = Duration.ofMinutes(5);

    private final Deque<Long> failures = new ArrayDeque<>();
    private final CompletableFuture<Void> gaveUp = new CompletableFuture<>();
    private int restarts;
    private @Nullable String lastFault;

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        lastFault = String.valueOf(root(failure));
        long now = System.nanoTime();
        failures.addLast(now);
        failures.removeIf(at -> now - at > WITHIN.toNanos());
        if (failures.size() > REPLACEMENTS || isFinal(failure)) {
            log.error("ingest gives up after {} failures within {}", failures.size(), WITHIN, failure);
            gaveUp.completeExceptionally(new IllegalStateException("ingest gave up: " + lastFault, failure));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        log.warn("an ingest thread failed and is replaced ({} of {})", failures.size(), REPLACEMENTS, failure);
        restarts++;
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Completes, with the reason, when failures have worn it out. */
    CompletableFuture<Void> gaveUp() {
        return gaveUp;
    }

    synchronized int restarts() {
        return restarts;
    }

    synchronized @Nullable String lastFault() {
        return lastFault;
    }

    private static boolean isFinal(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof MissingSourceTopicException
                    || at instanceof TopologyException
                    || at instanceof AuthorizationException
                    || at instanceof AuthenticationException
                    || at instanceof VirtualMachineError) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }
}
