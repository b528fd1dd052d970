package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command that a page or a help text shows is one that the program takes. */
class DocumentedCommandsTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static Stream<String> commandsOfPages() throws IOException {
        return allOfPages().filter(command -> !isBenchmark(command));
    }

    static Stream<String> benchmarksOfPages() throws IOException {
        return allOfPages().filter(DocumentedCommandsTest::isBenchmark);
    }

    private static boolean isBenchmark(String command) {
        return command.startsWith("./freshet bench");
    }

    private static Stream<String> allOfPages() throws IOException {
        List<String> commands = new ArrayList<>();
        try (Stream<Path> files = Files.walk(HOME)) {
            for (Path page : files.filter(DocumentedCommandsTest::isPage).toList()) {
                fencedLines(page).filter(line -> line.startsWith("./freshet ")).forEach(commands::add);
            }
        }
        return commands.stream();
    }

    static Stream<String> commandsOfHelpTexts() {
        CommandLine program = Main.commandLine();
        return Stream.concat(Stream.of(program), program.getSubcommands().values().stream())
                .flatMap(command ->
                        Arrays.stream(command.getCommandSpec().usageMessage().footer()))
                .map(String::strip)
                .filter(line -> line.startsWith("freshet "))
                .map(line -> line.split(" {3,}", 2)[0]);
    }

    @ParameterizedTest
    @MethodSource({"commandsOfPages", "commandsOfHelpTexts"})
    void isTaken(String command) {
        List<String> words = words(command);

        assertThatCode(() -> Main.commandLine()
                        .parseArgs(words.subList(1, words.size()).toArray(String[]::new)))
                .doesNotThrowAnyException();
        assertThat(words)
                .filteredOn(word -> word.startsWith("examples/"))
                .allMatch(file -> Files.exists(HOME.resolve(file)));
    }

    /** The launcher hands benchmarks, which the program does not hold, to their own script. */
    @ParameterizedTest
    @MethodSource("benchmarksOfPages")
    void isABenchmark(String command) throws Exception {
        Process help = new ProcessBuilder("sh", HOME.resolve("bench/run").toString(), "--help").start();
        String usage = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(help.waitFor()).isZero();
        List<String> words = words(command);
        if (words.size() > 2) {
            assertThat(usage).containsPattern("(?m)^  " + Pattern.quote(words.get(2)) + "\\b");
        }
    }

    @Test
    void pagesShowCommands() throws IOException {
        assertThat(commandsOfPages()).hasSizeGreaterThan(3);
    }

    private static boolean isPage(Path file) {
        String path = HOME.relativize(file).toString();
        return path.endsWith(".md") && !path.contains("node_modules") && !path.contains("target");
    }

    private static Stream<String> fencedLines(Path page) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean fenced = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                fenced = !fenced;
            } else if (fenced) {
                lines.add(line.replaceFirst("^\\$ ", ""));
            }
        }
        return lines.stream();
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.replaceFirst("\\s#.*", ""));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }
}
