package io.freshet.serving.view;

import org.jspecify.annotations.Nullable;

/**
 * An item as people know it.
 *
 * @param name what they call it; its id where events give no name
 * @param category the first categorical attribute that the pipeline declares of its items; null without one
 */
public record Item(String id, String name, @Nullable String category) {

    static Item unnamed(String id) {
        return new Item(id, id, null);
    }
}
