package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Does the sums of docs/concepts/scale.md again. */
class ScalePageTest {
    private static final Pattern TOKEN = Pattern.compile("\\s*([\\d.]+(?:e\\d+)?|\\w+|[-+*/()])");

    @Test
    void everyLineFollowsFromThoseBeforeIt() throws IOException {
        Map<String, Double> known = new LinkedHashMap<>();
        int derived = 0;
        for (String line : lines()) {
            String[] sides = line.split(" {2,}", 2)[0].split(" = ");
            assertThat(sides).as(line).hasSizeBetween(2, 3);
            double value = new Sum(sides[1], known).value();
            if (sides.length == 3) {
                double stated = Double.parseDouble(sides[2].split(" ")[0]);
                assertThat(stated).as(line).isCloseTo(value, within(.005 * value));
                derived++;
            } else {
                assertThat(sides[1])
                        .as("a formula has its value beside it: " + line)
                        .matches("[\\d.]+");
            }
            assertThat(known.put(sides[0], value)).as(line).isNull();
        }
        assertThat(derived).isGreaterThan(40);
    }

    @Test
    void recordsHaveTheSizesThatTheCodeGivesThem() throws IOException {
        Map<String, Double> known = new LinkedHashMap<>();
        for (String line : lines()) {
            String[] sides = line.split(" {2,}", 2)[0].split(" = ");
            known.put(sides[0], new Sum(sides[1], known).value());
        }
        List<PopularityWeight> popularity = IntStream.range(0, 4)
                .mapToObj(which -> new PopularityWeight(20 << which, 1))
                .toList();
        List<Recalled> recalled = IntStream.range(0, 64)
                .mapToObj(i -> new Recalled(Integer.toString(20_000 + i), i))
                .toList();
        Memory.OfEntity ofEntity = new Memory.OfEntity(1, popularity, recalled);
        Memory.OfItem ofItem = new Memory.OfItem(123_456, new float[] {1, 2, 3, 4});

        assertThat(known)
                .containsEntry("entity_record", bytes(EmbeddingRecord.ENTITY, known, ofEntity))
                .containsEntry("item_record", bytes(EmbeddingRecord.ITEM, known, ofItem));
    }

    /** A record with its framing and its key. */
    private static double bytes(String kind, Map<String, Double> known, Memory memory) throws IOException {
        long now = 1_700_000_000_000L;
        float[] vector = new float[known.getOrDefault("d", 0.0).intValue() + 1];
        EmbeddingRecord record =
                new EmbeddingRecord(kind, "12345678", vector, 1, "s1", 1, 123_456, now, now, now, memory);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new EmbeddingCodec().encode(record, encoder);
        encoder.flush();
        return out.size() + 5 + record.key().length();
    }

    private static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        boolean isFormula = false;
        for (String line : Files.readAllLines(Path.of("..", "docs/concepts/scale.md"))) {
            if (line.startsWith("```")) {
                isFormula = !isFormula;
            } else if (isFormula) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Numbers and names, added, subtracted, multiplied and divided. */
    private static final class Sum {
        private final List<String> tokens = new ArrayList<>();
        private final Map<String, Double> known;
        private int at;

        Sum(String text, Map<String, Double> known) {
            this.known = known;
            Matcher token = TOKEN.matcher(text);
            while (token.find()) {
                tokens.add(token.group(1));
            }
        }

        double value() {
            double value = product();
            while (is("+") || is("-")) {
                value = tokens.get(at++).equals("+") ? value + product() : value - product();
            }
            return value;
        }

        private double product() {
            double value = factor();
            while (is("*") || is("/")) {
                value = tokens.get(at++).equals("*") ? value * factor() : value / factor();
            }
            return value;
        }

        private double factor() {
            String token = tokens.get(at++);
            if (token.equals("(")) {
                double value = value();
                at++; // the other one
                return value;
            }
            if (Character.isDigit(token.charAt(0))) {
                return Double.parseDouble(token);
            }
            assertThat(known).containsKey(token);
            return known.getOrDefault(token, Double.NaN);
        }

        private boolean is(String token) {
            return at < tokens.size() && tokens.get(at).equals(token);
        }
    }
}
