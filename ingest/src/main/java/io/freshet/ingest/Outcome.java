package io.freshet.ingest;

import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.message.Event;
import org.jspecify.annotations.Nullable;

/** What reading made of a raw record. */
public sealed interface Outcome {

    /**
     * An event, before duplicates are left out.
     *
     * @param at the raw record it comes from
     * @param repeatable whether another record may carry the same id
     */
    record Candidate(Event event, SourcePosition at, boolean repeatable) implements Outcome {}

    /** A reject with the bytes it came in; what is wrong with it stands in the record's headers. */
    record DeadLetter(byte @Nullable [] key, byte @Nullable [] value) implements Outcome {}
}
