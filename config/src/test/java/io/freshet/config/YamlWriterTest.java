package io.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YamlWriterTest {
    private static final String ODD = """
            # comments go
            name: odd
            delimiter: ":"
            quote: '"'
            empty: ""
            nothing:
            word: "null"
            tilde: "~"
            on: off
            yes: true
            code: "017850"
            number: 0.10
            big: 1_000
            exponent: 1e-3
            time: 2026-01-01T00:00:00Z
            pattern: "[^C].*"
            hash: "a # b"
            colon: "a: b"
            star: "*x"
            at: "@x"
            dash: "- x"
            space: " x "
            lines: "a\\nb"
            tab: "a\\tb"
            list: [a, [b, "c, d"], { e: f }]
            none: []
            emptymap: {}
            "odd key: x": 1
            umlaut: Grüße
            """;

    static Stream<String> texts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "examples"))) {
            List<String> texts = new ArrayList<>(List.of(ODD));
            for (Path file : files.filter(f -> f.endsWith("pipeline.yaml")).toList()) {
                texts.add(Files.readString(file));
            }
            return texts.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatIsReadAgainIsWhatWasWritten(String text) {
        Section section = YamlFile.parse(text, "first", Map.of());
        Section again = YamlFile.parse(YamlWriter.text(section), "second", Map.of());

        assertThat(withoutLines(again)).isEqualTo(withoutLines(section));
        assertThat(withoutLines(again)).isNotEmpty();
    }

    @Test
    void overridesStandWhereTheKeysStood() {
        Section section = YamlFile.parse("a: { b: 1, c: x } # gone\n", "first", Map.of("a.b", "[2, 3]", "d.e", "true"));

        assertThat(YamlWriter.text(section)).isEqualTo("""
                a:
                  b:
                    - 2
                    - 3
                  c: x
                d:
                  e: true
                """);
    }

    private static String withoutLines(Section section) {
        return String.valueOf(section.mapping()).replaceAll("line=\\d+", "").replaceAll("keyLines=\\{[^}]*}", "");
    }
}
