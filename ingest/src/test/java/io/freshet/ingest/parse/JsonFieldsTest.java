package io.freshet.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {

    @Test
    void picksKeysAndPointers() {
        JsonFields json = new JsonFields(List.of("user", "/page/title", "/tags/1", "a.b"));
        assertThat(
                        json.read(
                                "{\"x\":[1,{\"user\":2}],\"user\":\"u\",\"page\":{\"title\":\"T\"},\"tags\":[1,2],\"a.b\":true}"))
                .isNull();
        assertThat(values(json, 4)).containsExactly("u", "T", 2L, true);
    }

    @Test
    void picksAPlaceAndWhatIsWithinIt() {
        JsonFields json = new JsonFields(List.of("/a", "/a/b", "/a/c/0", "/a~1b/m~0n"));
        assertThat(json.read("{\"a\":{\"b\":1,\"c\":[\"z\"]},\"a/b\":{\"m~n\":2.5}}"))
                .isNull();
        assertThat(values(json, 4)).containsExactly(Map.of("b", 1L, "c", List.of("z")), 1L, "z", 2.5);
    }

    @Test
    void leavesAbsentAndNullFieldsNullAndForgetsTheRecordBefore() {
        JsonFields json = new JsonFields(List.of("a", "b"));
        assertThat(json.read("{\"a\":1,\"b\":2}")).isNull();
        assertThat(json.read("{\"b\":null}")).isNull();
        assertThat(values(json, 2)).containsExactly(null, null);
    }

    @Test
    void keepsEveryDigitOfAHugeNumberAndTakesNotANumber() {
        JsonFields json = new JsonFields(List.of("id", "x", "y"));
        assertThat(json.read("{\"id\":123456789012345678901234567890,\"x\":NaN,\"y\":1e999}"))
                .isNull();
        assertThat(values(json, 3))
                .containsExactly("123456789012345678901234567890", Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void saysWhatIsWrong() {
        JsonFields json = new JsonFields(List.of("a"));
        assertThat(json.read("")).isEqualTo("empty");
        assertThat(json.read("[1]")).isEqualTo("not an object");
        assertThat(json.read("{\"a\":1} {}")).contains("more than one");
        assertThat(json.read("{\"a\":1")).isNotNull();
        assertThat(json.read("{\"a\":01}")).isNotNull();
        assertThat(json.read("{'a':1}")).contains("character");
    }

    @Test
    void refusesToGoTooDeep() {
        JsonFields json = new JsonFields(List.of("a"));
        assertThat(json.read("{\"a\":" + "[".repeat(100_000))).contains("nesting depth");
        assertThat(json.read("{\"b\":" + "{\"c\":".repeat(100_000))).contains("nesting depth");
    }

    private static Object[] values(JsonFields json, int count) {
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = json.value(i);
        }
        return values;
    }
}
