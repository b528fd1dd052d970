package io.freshet.schemas.stream;

import io.freshet.config.Section;
import org.jspecify.annotations.Nullable;

/**
 * Where raw records come from: a topic, or a file that is replayed into the raw topic.
 *
 * @param topic a topic of the user's; null means {@code <namespace>.raw}
 * @param file path of a CSV or JSON-lines file, plain or gzip; null where the source is a topic
 */
public record SourceConfig(@Nullable String topic, @Nullable String file) {

    static SourceConfig read(Section section) {
        String topic =
                section.has("topic") ? section.section("topic").requiredString("name", "the topic to read") : null;
        String file = section.has("file") ? section.section("file").requiredString("path", "the file to replay") : null;
        if (topic != null && file != null) {
            section.fault("file", "stand alone", "a topic as well", "a source is either a topic or a file");
        }
        return new SourceConfig(topic, file);
    }
}
