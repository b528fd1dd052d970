package io.freshet.cli.run;

import org.jspecify.annotations.Nullable;

/** One of a pipeline's applications, or a source of its events, at work in this process until it is closed. */
public interface Application extends AutoCloseable {

    /** What it is called, such as {@code ingest}. */
    String name();

    /** Why it has ended against its will; null as long as it works. */
    @Nullable
    String failure();

    @Override
    void close();
}
