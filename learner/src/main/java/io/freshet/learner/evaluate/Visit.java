package io.freshet.learner.evaluate;

/**
 * An entity comes to an item.
 *
 * @param item the index of the item
 * @param items how many items the stream has shown, this one included
 * @param history what the entity did before
 * @param excluded items that ranking leaves out; never the item itself
 */
@SuppressWarnings("ArrayRecordComponent")
public record Visit(int item, int items, EntityHistory history, int[] excluded) {}
