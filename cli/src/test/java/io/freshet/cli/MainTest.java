package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"shop", "online-retail", "wikipedia"})
    void examplesAreValid(String example) {
        Ran ran = Ran.of(
                "validate", EXAMPLES.resolve(example).resolve("pipeline.yaml").toString());

        assertThat(ran.out()).isEqualTo("OK: " + example + System.lineSeparator());
        assertThat(ran.exit()).isZero();
    }

    @Test
    void tellsAllTenMistakesOfAPipelineWithTheirLines() throws Exception {
        Path file = directory.resolve("pipeline.yaml");
        Files.writeString(file, """
                name: My Shop
                sourze:
                  topic: { name: t }
                format:
                  type: xml
                fields:
                  user:  { type: categorcal }
                  item:  { type: categorical, learnt: true }
                  price: { type: numeric, min: cheap }
                  when:  { type: timestamp, zone: Mars/Olympus }
                  Kind:  { type: categorical }
                event:
                  entity: shopper
                  item: itm
                  time: price
                """);

        Ran ran = Ran.of("validate", file.toString());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines())
                .hasSizeGreaterThanOrEqualTo(10)
                .allMatch(line -> line.matches(".*pipeline\\.yaml:\\d+: .*must .*got .*"));
        for (int line : new int[] {1, 2, 5, 7, 8, 9, 10, 11, 13, 14, 15}) {
            assertThat(ran.err()).contains("pipeline.yaml:" + line + ": ");
        }
        assertThat(ran.err()).contains("did you mean").doesNotContain("\tat ");
    }

    @Test
    void describesEveryKeyTheTopicsAndTheSchema() {
        Ran ran = Ran.of("describe", EXAMPLES.resolve("shop/pipeline.yaml").toString());

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .containsPattern("kafka\\.namespace +shop  \\(default\\)")
                .containsPattern("fields\\.product\\.of +item\n")
                .contains("shop.events  partitions 1")
                .contains("\"ShopEvent\"");
    }

    @Test
    void describesTheTrainStepLineByLine() {
        Ran ran = Ran.of(
                "describe", "program", EXAMPLES.resolve("shop/pipeline.yaml").toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("prior.weight (1) at ")
                .containsPattern("\\n  state parameters +float32 \\(\\d+\\)\n")
                .containsPattern("\\n  input before\\.lengths +int64 \\(batch\\)\n")
                .containsPattern("\\n  t\\d+ = \\w+\\(.+\\) +float32 \\(batch, score_items\\)\n")
                .containsPattern("\\n  output loss = t\\d+ +float32 \\(\\)\n");
    }

    @Test
    void programOfNoPipelineIsTheUsersMistake() {
        Ran ran = Ran.of("describe", "program");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("Missing required parameter: 'PIPELINE'").contains("describe program");
    }

    @Test
    void setOverridesAKeyOfTheFile() {
        Ran ran = Ran.of(
                "describe", EXAMPLES.resolve("shop/pipeline.yaml").toString(), "--set", "kafka.namespace=elsewhere");

        assertThat(ran.out()).contains("elsewhere.events");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "validate", "validate a b", "search", "search x -k 0 --url http://localhost:1"})
    void mistakesOnTheCommandLineEndWithTwo(String line) {
        Ran ran = Ran.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void missingPipelineIsTheUsersMistake() {
        Ran ran = Ran.of("validate", directory.resolve("none.yaml").toString());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("none.yaml").contains("no such file");
    }

    @Test
    void faultsEndWithOneAndShowTheirOriginOnlyWhenAsked() {
        String[] search = {"search", "x", "--url", "http://localhost:1"};

        Ran brief = Ran.of(search);
        Ran verbose = Ran.of("search", "x", "--url", "http://localhost:1", "--verbose");

        assertThat(brief.exit()).isEqualTo(1);
        assertThat(brief.err()).contains("Nobody answers at http://localhost:1").doesNotContain("\tat ");
        assertThat(verbose.err()).contains("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "ingest",
                "learn",
                "serve",
                "replay",
                "validate",
                "describe",
                "doctor",
                "topics",
                "search",
                "report",
                "tune"
            })
    void everyCommandExplainsItselfWithExamples(String command) {
        Ran ran = Ran.of(command, "--help");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("Examples:").contains("freshet " + command);
    }
}
