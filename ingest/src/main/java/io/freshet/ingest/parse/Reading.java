package io.freshet.ingest.parse;

import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.message.Event;

/** What became of a raw record: an event, or the reason why not. */
public sealed interface Reading {

    /**
     * @param repeatable whether another record may carry the same id; not where the id is the record's place in the log
     */
    record Read(Event event, boolean repeatable) implements Reading {}

    /** The record is no event. */
    record Unread(Rejection rejection) implements Reading {}

    static Reading rejected(String code, String field, String reason) {
        return new Unread(new Rejection(code, field, reason));
    }
}
