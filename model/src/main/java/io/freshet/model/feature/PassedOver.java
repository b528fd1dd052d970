package io.freshet.model.feature;

import org.jspecify.annotations.Nullable;

/**
 * An event that nobody learns from, because its entity was forgotten: it is counted, so that the account of the stream is
 * whole.
 *
 * @param item null where the event has none
 * @param arrivalTimeMs when the event was appended to the raw topic
 */
public record PassedOver(String entity, @Nullable String item, long arrivalTimeMs) implements Lesson {}
