package io.freshet.learner.memory;

import io.freshet.config.Section;

/**
 * The section {@code learner.memory} of a pipeline file.
 *
 * @param neighbours the most items that are remembered beside each; 0 turns the memory off
 * @param halfLife in visits of an item, after which what came beside it counts half
 * @param recalled the most items that are published with an entity; 0 publishes no memory
 * @param scoredAlone whether counts of items are ranked by themselves too, to tell what embeddings and attributes add: about
 *     as much work again
 * @param itemsComeAgain as the stream's {@code event.items-come-again}
 */
public record MemoryConfig(int neighbours, double halfLife, int recalled, boolean scoredAlone, boolean itemsComeAgain) {
    public static MemoryConfig read(Section section, boolean itemsComeAgain) {
        return new MemoryConfig(
                section.integer("neighbours", 128, 0, 65_536),
                section.number("half-life", 1000, 1, 1e12),
                section.integer("recalled", 64, 0, 10_000),
                section.bool("scored-alone", false),
                itemsComeAgain);
    }

    public boolean enabled() {
        return neighbours > 0;
    }

    /** Whether others than the learner see what it remembers. */
    public boolean published() {
        return enabled() && recalled > 0;
    }
}
