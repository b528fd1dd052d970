package io.freshet.schemas.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTypesTest {
    private static FieldType type(String name, String options) {
        return FieldTypes.all()
                .get(name)
                .apply(YamlFile.parse("x: {" + options + "}", "test", Map.of()).section("x"));
    }

    private static Object value(FieldType type, Object raw) {
        Parsed parsed = type.parse(raw);
        return parsed.rejection() == null ? parsed.value() : parsed.rejection().code();
    }

    @Test
    void numbersAreFiniteAndWithinBounds() {
        FieldType type = type("numeric", "min: 1, max: 10");
        assertThat(value(type, " 2.50 ")).isEqualTo(2.5);
        assertThat(value(type, 3)).isEqualTo(3.0);
        assertThat(value(type, "NaN")).isEqualTo("not-finite");
        assertThat(value(type, "1e999")).isEqualTo("not-finite");
        assertThat(value(type, "0")).isEqualTo("out-of-range");
        assertThat(value(type, "0x1p3")).isEqualTo("not-a-number");
    }

    @Test
    void idsLoseWhatASpreadsheetAdded() {
        FieldType type = type("categorical", "normalise: [integer, lower]");
        assertThat(value(type, "17850.0")).isEqualTo("17850");
        assertThat(value(type, 17850.0)).isEqualTo("17850");
        assertThat(value(type, " AbC ")).isEqualTo("abc");
        assertThat(value(type("categorical", "pattern: '[^C].*'"), "C536379")).isEqualTo("pattern-mismatch");
    }

    @ParameterizedTest
    @CsvSource({
        "2011-12-09T12:50:00Z, 2011-12-09T12:50:00Z",
        "2011-12-09T12:50:00.123Z, 2011-12-09T12:50:00.123Z",
        "2011-12-09 12:50:00, 2011-12-09T12:50:00Z",
        "2011-12-09, 2011-12-09T00:00:00Z",
        "9/12/2011 8:26, 2011-12-09T08:26:00Z",
        "1323435000, 2011-12-09T12:50:00Z",
        "1323435000000, 2011-12-09T12:50:00Z",
        "2011-12-09T14:50:00+02:00, 2011-12-09T12:50:00Z",
    })
    void datesAreReadInSeveralForms(String raw, String expected) {
        FieldType type = type("timestamp", "formats: ['d/M/yyyy H:mm']");
        assertThat(value(type, raw)).isEqualTo(Instant.parse(expected).toEpochMilli());
    }

    @Test
    void localDatesAreOfTheirZone() {
        FieldType type = type("timestamp", "zone: Europe/London");
        assertThat(value(type, "2011-07-01 12:00:00"))
                .isEqualTo(Instant.parse("2011-07-01T11:00:00Z").toEpochMilli());
        assertThat(value(type, "yesterday")).isEqualTo("bad-timestamp");
    }

    @Test
    void setsAreDistinctAndBounded() {
        assertThat(value(type("set", "max-values: 2"), "a|b|a|c")).isEqualTo(List.of("a", "b"));
        assertThat(value(type("set", ""), List.of("x", 1))).isEqualTo(List.of("x", "1"));
    }

    @Test
    void vectorsHaveTheirLength() {
        FieldType type = type("vector", "dimensions: 3");
        assertThat(value(type, "[1, 2.5, -3]")).isEqualTo(new float[] {1, 2.5f, -3});
        assertThat(value(type, List.of(1, 2))).isEqualTo("not-a-vector");
        assertThat(value(type, "1 2 NaN")).isEqualTo("not-finite");
    }
}
