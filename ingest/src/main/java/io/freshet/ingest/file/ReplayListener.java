package io.freshet.ingest.file;

/** Hears how far a replay is, about ten times a second. */
@FunctionalInterface
public interface ReplayListener {
    ReplayListener SILENT = progress -> {};

    void advanced(Progress progress);

    /**
     * How far a replay is.
     *
     * @param bytes read of the file as it lies on the disk, packed or not
     * @param totalBytes of the file; -1 where it cannot be known
     * @param rows committed to the topic, those of earlier runs included
     */
    record Progress(long bytes, long totalBytes, long rows) {}
}
