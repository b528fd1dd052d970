package io.freshet.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file into a {@link Section} that remembers every line. */
public final class YamlFile {
    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 30;

    private YamlFile() {}

    /**
     * @param overrides dotted path to value, as given by {@code --set}; the value is YAML itself
     * @throws ConfigException when the file is missing, too large or not YAML
     */
    public static Section read(Path file, Map<String, String> overrides) {
        Faults faults = new Faults(file.toString());
        try {
            if (Files.isDirectory(file) || Files.size(file) > MAX_BYTES) {
                faults.add(0, "", "be a YAML file of at most 1 MB", "something else", "");
            } else {
                return parse(Files.readString(file), file.toString(), overrides);
            }
        } catch (NoSuchFileException e) {
            faults.add(0, "", "exist", "no such file", "give the path of a pipeline file");
        } catch (CharacterCodingException e) {
            faults.add(0, "", "be UTF-8 text", "bytes that are not UTF-8", "");
        } catch (IOException e) {
            faults.add(0, "", "be readable", String.valueOf(e.getMessage()), "");
        }
        throw new ConfigException(faults.found());
    }

    /** As {@link #read}, from a text; {@code source} is what messages call it. */
    public static Section parse(String text, String source, Map<String, String> overrides) {
        Faults faults = new Faults(source);
        Node root = parseTree(text, faults);
        if (!(root instanceof Node.Mapping mapping)) {
            faults.add(1, "", "be a map of keys at the top", root == null ? "nothing" : root.shown(), "");
            throw new ConfigException(faults.found());
        }
        overrides.forEach((path, value) -> override(mapping, path, value, faults));
        if (!faults.found().isEmpty()) {
            throw new ConfigException(faults.found());
        }
        return new Section("", mapping, faults);
    }

    private static Node parseTree(String text, Faults faults) {
        YAMLFactory factory = YAMLFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        try (YAMLParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                return new Node.Scalar(1, "", false);
            }
            Node root = node(parser, "", faults);
            if (parser.nextToken() != null) {
                faults.add(line(parser), "", "be one YAML document", "a second one", "remove the '---'");
            }
            return root;
        } catch (JsonProcessingException e) {
            int at = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            faults.add(at, "", "be YAML", firstLine(e.getOriginalMessage()), "check indentation and quotes");
            throw new ConfigException(faults.found());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Node node(YAMLParser parser, String path, Faults faults) throws IOException {
        int line = line(parser);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Node> entries = new LinkedHashMap<>();
            Map<String, Integer> keyLines = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                int keyLine = line(parser);
                parser.nextToken();
                String child = path.isEmpty() ? key : path + "." + key;
                Node previous = entries.put(key, node(parser, child, faults));
                if (previous != null) {
                    faults.add(
                            keyLine, child, "stand once", "a second one (first on line " + keyLines.get(key) + ")", "");
                }
                keyLines.put(key, keyLine);
            }
            return new Node.Mapping(line, entries, keyLines);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, path + "[" + items.size() + "]", faults));
            }
            return new Node.Sequence(line, items);
        }
        String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
        return new Node.Scalar(line, text, token == JsonToken.VALUE_STRING && isQuotedEmpty(parser, text));
    }

    // Only for the null words does it matter whether they were quoted; the parser gives a string for quoted ones alone.
    private static boolean isQuotedEmpty(YAMLParser parser, String text) {
        return text.isEmpty() || text.equals("~") || text.equals("null");
    }

    private static void override(Node.Mapping root, String path, String value, Faults faults) {
        Node.Mapping at = root;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            Node next = at.entries().get(keys[i]);
            if (!(next instanceof Node.Mapping)) {
                next = new Node.Mapping(0, new LinkedHashMap<>(), new LinkedHashMap<>());
                at.entries().put(keys[i], next);
                at.keyLines().put(keys[i], 0);
            }
            at = (Node.Mapping) next;
        }
        String last = keys[keys.length - 1];
        if (last.isBlank()) {
            faults.add(0, path, "name a key", "'" + path + "'", "write --set learner.batch.size=64");
            return;
        }
        at.entries().put(last, unplaced(parseTree(value, faults)));
        at.keyLines().put(last, 0);
    }

    // An override has no line in the file.
    private static Node unplaced(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return new Node.Scalar(0, scalar.text(), scalar.quoted());
        }
        if (node instanceof Node.Sequence sequence) {
            return new Node.Sequence(
                    0, sequence.items().stream().map(YamlFile::unplaced).toList());
        }
        Node.Mapping mapping = (Node.Mapping) node;
        Map<String, Node> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> entries.put(key, unplaced(value)));
        Map<String, Integer> lines = new LinkedHashMap<>();
        mapping.keyLines().keySet().forEach(key -> lines.put(key, 0));
        return new Node.Mapping(0, entries, lines);
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end).strip();
    }
}
