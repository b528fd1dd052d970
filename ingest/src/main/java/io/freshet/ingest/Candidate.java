package io.freshet.ingest;

import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.message.Event;

/**
 * An event, before duplicates are left out.
 *
 * @param at the raw record it comes from
 * @param repeatable whether another record may carry the same id
 */
record Candidate(Event event, SourcePosition at, boolean repeatable) {}
