package io.freshet.config;

import java.util.List;
import java.util.Map;

/** A piece of the YAML tree with the line it stands on. */
sealed interface Node {
    int line();

    /** A short form for messages. */
    String shown();

    record Scalar(int line, String text, boolean quoted) implements Node {
        /** An unquoted {@code null}, {@code ~} or nothing at all: the key counts as absent. */
        boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String shown() {
            return text.length() <= 60 ? text : text.substring(0, 57) + "...";
        }
    }

    record Sequence(int line, List<Node> items) implements Node {
        @Override
        public String shown() {
            return "a list of " + items.size();
        }
    }

    /** {@code entries} keeps the file's order and can be changed by overrides. */
    record Mapping(int line, Map<String, Node> entries, Map<String, Integer> keyLines) implements Node {
        @Override
        public String shown() {
            return "a map of " + entries.keySet();
        }
    }
}
