package io.freshet.ingest;

import org.jspecify.annotations.Nullable;

/**
 * How an ingest application is.
 *
 * @param live whether it works or is on its way to; false once it has given up or is closed
 * @param ready whether it reads now, its state restored
 * @param restarts how often a thread has been replaced after a fault
 * @param lastFault of such a thread
 */
public record IngestHealth(
        boolean live, boolean ready, int restarts, @Nullable String lastFault) {}
