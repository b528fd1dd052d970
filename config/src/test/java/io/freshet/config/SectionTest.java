package io.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {
    private enum Policy {
        FIFO,
        MINIMUM_REDUNDANCY
    }

    private static Section parse(String text) {
        return YamlFile.parse(text, "p.yaml", Map.of());
    }

    @Test
    void readsEveryKindOfValue() {
        Section root = parse("""
                name: shop
                batch: { size: 64, max-age: 250ms, share: .5, flag: true }
                policy: minimum-redundancy
                limit: 2MB
                tags: [a, b]
                one: x
                ttl: off
                """);
        Section batch = root.section("batch");
        assertThat(root.requiredString("name", "")).isEqualTo("shop");
        assertThat(batch.integer("size", 32, 1, 100)).isEqualTo(64);
        assertThat(batch.duration("max-age", Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(250));
        assertThat(batch.number("share", .1, 0, 1)).isEqualTo(.5);
        assertThat(batch.bool("flag", false)).isTrue();
        assertThat(root.choice("policy", Policy.class, Policy.FIFO)).isEqualTo(Policy.MINIMUM_REDUNDANCY);
        assertThat(root.bytes("limit", "1MB")).isEqualTo(2 << 20);
        assertThat(root.strings("tags")).containsExactly("a", "b");
        assertThat(root.strings("one")).containsExactly("x");
        assertThat(root.optionalDuration("ttl", Duration.ofDays(1))).isNull();
        root.throwIfAny();
    }

    @Test
    void reportsEveryFaultAtOnceWithItsLine() {
        Section root = parse("""
                nam: shop
                batch:
                  size: many
                  max-age: soon
                  share: 2
                policy: fifoo
                """);
        root.requiredString("name", "any text");
        Section batch = root.section("batch");
        batch.integer("size", 32, 1, 100);
        batch.duration("max-age", Duration.ofSeconds(1));
        batch.number("share", .1, 0, 1);
        root.choice("policy", Policy.class, Policy.FIFO);
        assertThatThrownBy(root::throwIfAny)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("p.yaml:1: nam: must be a known key, got 'nam'; did you mean 'name'?")
                .hasMessageContaining("name: must be given, got nothing; any text")
                .hasMessageContaining("p.yaml:3: batch.size: must be a whole number from 1 to 100, got many")
                .hasMessageContaining("p.yaml:4: batch.max-age: must be a length of time, got soon")
                .hasMessageContaining("p.yaml:5: batch.share: must be a number from 0.0 to 1.0, got 2")
                .hasMessageContaining(
                        "p.yaml:6: policy: must be one of fifo, minimum-redundancy, got fifoo; did you mean 'fifo'?");
    }

    @Test
    void overridesReachIntoAbsentSections() {
        Section root = YamlFile.parse("name: a\n", "p.yaml", Map.of("learner.batch.size", "8", "name", "b"));
        assertThat(root.requiredString("name", "")).isEqualTo("b");
        assertThat(root.section("learner").section("batch").integer("size", 1, 1, 9))
                .isEqualTo(8);
        root.throwIfAny();
    }

    @Test
    void twoReadersOfOneSectionMayEachKnowSomeOfItsKeys() {
        Section root =
                YamlFile.parse("checkpoint: { interval: 5s, incremental: false, folder: x }", "x.yaml", Map.of());
        root.section("checkpoint").duration("interval", Duration.ZERO);
        assertThat(root.section("checkpoint").bool("incremental", true)).isFalse();

        assertThatThrownBy(root::throwIfAny)
                .hasMessageContaining("checkpoint.folder")
                .hasMessageNotContaining("checkpoint.interval")
                .hasMessageNotContaining("checkpoint.incremental");
    }

    @Test
    void refusesWhatIsNotYamlWithTheLine() {
        assertThatThrownBy(() -> parse("name: [a\nb: c\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be YAML");
        assertThatThrownBy(() -> parse("- a\n- b\n")).hasMessageContaining("must be a map of keys at the top");
        assertThatThrownBy(() -> parse("a: 1\na: 2\n")).hasMessageContaining("p.yaml:2: a: must stand once");
    }

    @Test
    void resolvedKeysSayWhichAreDefaults() {
        Section root = parse("size: 4\n");
        root.integer("size", 1, 1, 9);
        root.duration("age", Duration.ofMinutes(5));
        assertThat(root.resolved()).containsExactly(new Resolved("size", "4", false), new Resolved("age", "5m", true));
    }
}
