package io.freshet.learner.operator;

/**
 * An entity had an item: all that the floors look at.
 *
 * @param entity its hash
 * @param item its hash
 */
public record Visit(long entity, long item) {}
