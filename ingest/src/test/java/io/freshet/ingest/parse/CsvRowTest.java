package io.freshet.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class CsvRowTest {
    private final CsvRow row = new CsvRow(',', '"');

    @Test
    void cutsCellsAndTellsEmptyOnesAsNull() {
        assertThat(row.read("a,,\"\",\"b,c\",d")).isNull();
        assertThat(row.cells()).containsExactly("a", null, null, "b,c", "d");
    }

    @Test
    void undoublesQuotesAndKeepsLineEndsWithinThem() {
        assertThat(row.read("\"say \"\"hi\"\"\",\"two\nlines\"\r\n")).isNull();
        assertThat(row.cells()).containsExactly("say \"hi\"", "two\nlines");
    }

    @Test
    void takesAQuoteWithinACellAsAnyCharacter() {
        assertThat(row.read("5\" pipe,x")).isNull();
        assertThat(row.cells()).containsExactly("5\" pipe", "x");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(row.read("a,\"b")).contains("column 2", "never closed");
        assertThat(row.read("\"a\"b,c")).contains("column 1", "goes on");
        assertThat(row.read("a,b\nc,d")).contains("more than one row");
    }

    @Test
    void countsACellAfterTheLastDelimiter() {
        assertThat(row.read("a,b,")).isNull();
        assertThat(row.count()).isEqualTo(3);
        assertThat(row.read("")).isNull();
        assertThat(row.count()).isEqualTo(1);
    }

    @Test
    void growsWithTheRow() {
        assertThat(row.read(",".repeat(100_000))).isNull();
        assertThat(row.count()).isEqualTo(100_001);
    }

    @Test
    void agreesWithCommonsCsvOnWhateverItWrites() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 5_000; n++) {
            List<String> cells = new ArrayList<>();
            for (int cell = random.nextInt(6); cell >= 0; cell--) {
                cells.add(text(random));
            }
            String written = CSVFormat.RFC4180.format(cells.toArray());
            assertThat(row.read(written)).as("seed %d: %s", seed, written).isNull();
            assertThat(row.cells())
                    .as("seed %d: %s", seed, written)
                    .containsExactlyElementsOf(cells.stream()
                            .map(cell -> cell.isEmpty() ? null : cell)
                            .toList());
        }
    }

    @Test
    void agreesWithCommonsCsvOnWhateverItReads() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CSVFormat format =
                CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
        for (int n = 0; n < 5_000; n++) {
            String text = text(random).replace("\n", "").replace("\r", "").replace(" ", "");
            List<CSVRecord> records;
            try (CSVParser parser = CSVParser.parse(text, format)) {
                records = parser.getRecords();
            } catch (IOException | IllegalStateException | java.io.UncheckedIOException e) {
                assertThat(row.read(text)).as("seed %d: <%s>", seed, text).isNotNull();
                continue;
            }
            if (records.size() == 1) {
                assertThat(row.read(text)).as("seed %d: <%s>", seed, text).isNull();
                assertThat(row.count())
                        .as("seed %d: <%s>", seed, text)
                        .isEqualTo(records.get(0).size());
            }
        }
    }

    private static String text(Random random) {
        String alphabet = "ab,,\"\"\n\r é";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
