package io.freshet.schemas.stream;

import io.freshet.config.Section;
import io.freshet.schemas.field.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What all processes must know of a stream: the top of a pipeline file. */
public record StreamConfig(
        String name,
        KafkaConfig kafka,
        SourceConfig source,
        FormatConfig format,
        List<Field> fields,
        EventConfig event) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,60}");
    /** What joins the parts of an entity or item that several fields name. */
    public static final String JOIN = "|";

    public static StreamConfig read(Section root) {
        String name = root.requiredString("name", "lower-case letters, digits and '-'");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            root.fault("name", "be lower-case letters, digits and '-'", name, "topics and folders are called by it");
        }
        List<Field> fields = fields(root);
        return new StreamConfig(
                name,
                KafkaConfig.read(root.section("kafka"), name),
                SourceConfig.read(root.section("source")),
                FormatConfig.read(root.section("format")),
                fields,
                EventConfig.read(root.section("event"), fields));
    }

    private static List<Field> fields(Section root) {
        Map<String, Section> sections = root.named("fields");
        if (sections.isEmpty()) {
            root.fault("fields", "declare at least one field", "none", "what is in a record of the stream?");
        }
        List<Field> fields = new ArrayList<>();
        Set<String> avroNames = new HashSet<>();
        sections.forEach((name, section) -> {
            Field field = Field.read(name, section);
            if (field != null && avroNames.add(field.avroName())) {
                fields.add(field);
            }
        });
        return List.copyOf(fields);
    }

    /** Position of a declared field; -1 where there is none of that name. */
    public int indexOf(String field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }

    public Topics topics() {
        return kafka.topics();
    }

    /** The topic that raw records are read from. */
    public String rawTopic() {
        String topic = source.topic();
        return topic == null ? topics().raw() : topic;
    }

    /** The same stream on a log at other addresses. */
    public StreamConfig at(String bootstrapServers, String registry) {
        return new StreamConfig(name, kafka.at(bootstrapServers, registry), source, format, fields, event);
    }
}
