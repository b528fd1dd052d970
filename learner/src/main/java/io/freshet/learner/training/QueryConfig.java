package io.freshet.learner.training;

import io.freshet.config.Section;

/**
 * The section {@code learner.query} of a pipeline file: what a history's vector says beside what its encoder does.
 *
 * @param revisits what its entity comes back to, or has had enough of
 * @param popularity what is popular of late; where it is off, its weight is held at next to nothing
 */
public record QueryConfig(boolean revisits, boolean popularity) {
    public static QueryConfig read(Section section) {
        return new QueryConfig(section.bool("revisits", true), section.bool("popularity", true));
    }
}
