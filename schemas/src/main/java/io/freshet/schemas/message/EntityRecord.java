package io.freshet.schemas.message;

/** What stands on the events topic of an entity: something that it did, or that it is to be forgotten. */
public sealed interface EntityRecord permits Event, Erasure {

    /** Whose it is; the record's key. */
    String entity();
}
