package io.freshet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void hasADefaultForEveryKey() {
        assertThat(read("ingest: {}")).isEqualTo(IngestConfig.defaults());
    }

    @Test
    void readsEveryKey() {
        IngestConfig config = read("""
                ingest:
                  deduplicate: off
                  processing-guarantee: at-least-once
                  max-record-bytes: 64KB
                  commit-interval: 1s
                  threads: 4
                  standby-replicas: 1
                  dead-letter-retention: 30d
                  instance: ingest-1
                """);
        assertThat(config)
                .isEqualTo(new IngestConfig(
                        null,
                        IngestConfig.Guarantee.AT_LEAST_ONCE,
                        64 << 10,
                        Duration.ofSeconds(1),
                        4,
                        1,
                        Duration.ofDays(30),
                        "ingest-1"));
    }

    @Test
    void tellsEveryMistakeAtOnce() {
        assertThatThrownBy(() -> read("""
                        ingest:
                          deduplicate: 10ms
                          processing-guarantee: exactly-one
                          max-record-bytes: 3
                          commit-interval: 1h
                          thread: 2
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("test.yaml:2: ingest.deduplicate")
                .hasMessageContaining("test.yaml:3: ingest.processing-guarantee")
                .hasMessageContaining("exactly-once")
                .hasMessageContaining("test.yaml:4: ingest.max-record-bytes")
                .hasMessageContaining("test.yaml:5: ingest.commit-interval")
                .hasMessageContaining("test.yaml:6: ingest.thread");
    }

    private static IngestConfig read(String yaml) {
        Section root = YamlFile.parse(yaml, "test.yaml", Map.of());
        IngestConfig config = IngestConfig.read(root);
        root.throwIfAny();
        return config;
    }
}
