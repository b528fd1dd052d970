package io.freshet.schemas.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered field type owes: it never throws, keeps to its widths, and gives values of its schema. */
class FieldTypeContractTest {
    private static final long SEED = 20_260_101;

    static Stream<String> types() {
        return FieldTypes.all().keySet().stream();
    }

    static FieldType type(String name) {
        Section root = YamlFile.parse("x: { dimensions: 3 }", "test", Map.of());
        return FieldTypes.all().get(name).apply(root.section("x"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void anyRawValueIsParsedOrRejectedWithACode(String name) {
        FieldType type = type(name);
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            Object raw = raw(random, 0);
            Parsed parsed = type.parse(raw);
            if (parsed.value() == null) {
                assertThat(parsed.rejection()).as("%s of %s", name, raw).isNotNull();
                assertThat(parsed.rejection().code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
                assertThat(parsed.rejection().reason()).hasSizeLessThan(300);
            } else {
                assertThat(parsed.rejection()).isNull();
                checkValue(type, parsed.value());
            }
        }
    }

    private static void checkValue(FieldType type, Object value) {
        Object asAvro = value instanceof float[] vector ? new GenericData.Array<>(type.avro(), boxed(vector)) : value;
        assertThat(GenericData.get().validate(type.avro(), asAvro))
                .as("%s", value)
                .isTrue();
        List<String> ids = new ArrayList<>();
        List<Float> numbers = new ArrayList<>();
        type.features(value, new FeatureWriter() {
            @Override
            public void id(String id) {
                ids.add(id);
            }

            @Override
            public void number(float number) {
                numbers.add(number);
            }
        });
        assertThat(ids).hasSizeLessThanOrEqualTo(type.ids());
        assertThat(numbers).hasSize(type.numbers()).allMatch(number -> Float.isFinite(number));
        assertThat(type.shown(value)).isNotNull();
    }

    private static List<Float> boxed(float[] vector) {
        List<Float> boxed = new ArrayList<>();
        for (float x : vector) {
            boxed.add(x);
        }
        return boxed;
    }

    private static Object raw(Random random, int depth) {
        String[] texts = {
            "",
            " ",
            "1",
            "-1.5e3",
            "1e999",
            "NaN",
            "Infinity",
            "2011-12-09",
            "2011-12-09 12:50:00",
            "true",
            "no",
            "17850.0",
            "a|b||c",
            "[1, 2, 3]",
            "1 2 3",
            "9/12/2011 12:50",
            "x".repeat(600),
            "\u0000",
            "é ü 漢字 🐟",
            "99999999999999999999",
            "0x10",
            "1f",
            "--",
            "2011-13-45T99:00:00Z"
        };
        return switch (random.nextInt(depth > 2 ? 6 : 8)) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextInt();
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> new BigDecimal("1e" + random.nextInt(-2000, 2000));
            case 4 -> random.nextLong();
            case 5 -> texts[random.nextInt(texts.length)];
            case 6 -> {
                Object[] list = new Object[random.nextInt(5)];
                Arrays.setAll(list, i -> random.nextInt(9) == 0 ? null : raw(random, depth + 1));
                yield Arrays.asList(list);
            }
            default -> new HashMap<>(Map.of("key", raw(random, depth + 1)));
        };
    }
}
