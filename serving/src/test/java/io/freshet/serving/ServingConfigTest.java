package io.freshet.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingConfigTest {

    @Test
    void anInstanceThatSaysNothingIsAlone() {
        assertThat(read("port: 0").sharding()).isEqualTo(ServingConfig.Sharding.ALONE);
    }

    @Test
    void instancesSayHowTheyAreReached() {
        ServingConfig.Sharding sharding =
                read("advertised: 'serving-1.peers:8080', standbys: 1, forward-timeout: 500ms")
                        .sharding();
        assertThat(sharding).isEqualTo(new ServingConfig.Sharding("serving-1.peers:8080", 1, Duration.ofMillis(500)));
    }

    @Test
    void anAddressWithoutAPortIsAFault() {
        assertThatThrownBy(() -> read("advertised: http://serving-1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("serving.advertised: must be host:port, got http://serving-1");
    }

    private static ServingConfig read(String yaml) {
        Section root = YamlFile.parse("serving: {" + yaml + "}", "test", Map.of());
        ServingConfig config = ServingConfig.read(root.section("serving"));
        root.throwIfAny();
        return config;
    }
}
