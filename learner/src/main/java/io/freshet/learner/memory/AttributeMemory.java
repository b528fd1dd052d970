package io.freshet.learner.memory;

import io.freshet.model.table.RowDictionary;

/**
 * Which items share an attribute's value: a category's products, a channel's pages, the products that have a word in their
 * names. Counted for each value are its items' newcomers, the events of entities that had not had the item: who comes back
 * says much about himself and little about others. Bounded by value, and faded with each newcomer of the value.
 */
final class AttributeMemory {
    /** In newcomers of a value. */
    private static final double HALF_LIFE = 3000;

    private static final float KEPT = (float) Math.pow(.5, 1 / HALF_LIFE);

    private final MemoryRows values;
    private final MemoryRows items;

    /** @param items by whose tenancies items are named */
    AttributeMemory(MemoryRows values, MemoryRows items) {
        this.values = values;
        this.items = items;
    }

    /** Counts a newcomer of an item that has this value. */
    void learn(int value, int item) {
        values.change(value);
        values.neighbours(value).fade(KEPT);
        values.setVisits(value, visits(value) * KEPT + 1);
        values.addNeighbour(value, items.key(item), 1, 0);
    }

    /** Takes a newcomer back, as far as it still counts; whether it did. */
    boolean unlearn(int value, int item) {
        values.change(value);
        values.setVisits(value, Math.max(0, visits(value) - 1));
        return values.neighbours(value).take(items.key(item), 1, 0);
    }

    /** How many newcomers came to a value's items, fading. */
    float visits(int value) {
        return values.visits(value);
    }

    Neighbours of(int value) {
        return values.neighbours(value);
    }

    /** The row of an item, or {@link RowDictionary#NONE} where it has lost its row. */
    int row(long key) {
        return items.row(key);
    }
}
