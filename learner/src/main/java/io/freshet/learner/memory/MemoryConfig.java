package io.freshet.learner.memory;

import io.freshet.config.Section;

/**
 * The section {@code learner.memory} of a pipeline file.
 *
 * @param neighbours the most items that are remembered beside each; 0 turns the memory off
 * @param halfLife in visits of an item, after which what came beside it counts half
 */
public record MemoryConfig(int neighbours, double halfLife) {
    public static MemoryConfig read(Section section) {
        return new MemoryConfig(
                section.integer("neighbours", 128, 0, 65_536), section.number("half-life", 1000, 1, 1e12));
    }

    public boolean enabled() {
        return neighbours > 0;
    }
}
