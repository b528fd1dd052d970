package io.freshet.config;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a section as YAML, with what overrode it. Values are kept letter by letter; comments are not. */
public final class YamlWriter {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private YamlWriter() {}

    public static String text(Section section) {
        StringWriter text = new StringWriter();
        try (YAMLGenerator out = YAML.createGenerator(text)) {
            Node.Mapping mapping = section.mapping();
            if (mapping != null) {
                write(mapping, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text takes whatever is written
        }
        return text.toString();
    }

    private static void write(Node node, YAMLGenerator out) throws IOException {
        if (node instanceof Node.Mapping mapping) {
            out.writeStartObject();
            for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
                out.writeFieldName(entry.getKey());
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else if (node instanceof Node.Sequence sequence) {
            out.writeStartArray();
            for (Node item : sequence.items()) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (node instanceof Node.Scalar scalar) {
            write(scalar, out);
        }
    }

    private static void write(Node.Scalar scalar, YAMLGenerator out) throws IOException {
        String text = scalar.text();
        if (scalar.isNull()) {
            out.writeNull();
        } else if (text.equals("true") || text.equals("false")) {
            out.writeBoolean(text.equals("true")); // as a string it would be quoted
        } else {
            out.writeString(text);
        }
    }
}
