package io.freshet.schemas.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamConfigTest {

    @Test
    void tenMistakesAreReportedWithTheirLines() {
        Section root = YamlFile.parse("""
                name: My Shop
                kafka: { partitions: many }
                sorce: { topic: { name: x } }
                format: { type: xml }
                fields:
                  user: { type: categoric }
                  price: { type: numeric, min: low }
                  when: { type: timestamp, zone: Mars/Base }
                  look: { type: vector }
                event:
                  entity: usr
                  item: price
                  time: whenn
                """, "shop.yaml", Map.of());
        StreamConfig.read(root);
        ConfigException thrown = catchThrowableOfType(ConfigException.class, root::throwIfAny);
        assertThat(thrown.faults().stream().map(fault -> fault.line() + " " + fault.path()))
                .contains(
                        "1 name",
                        "2 kafka.partitions",
                        "3 sorce",
                        "4 format.type",
                        "6 fields.user.type",
                        "7 fields.price.min",
                        "8 fields.when.zone",
                        "11 event.entity",
                        "12 event.item",
                        "13 event.time");
        assertThat(thrown.faults().stream().map(Fault::path)).contains("fields.look.dimensions");
        assertThat(thrown).hasMessageContaining("did you mean 'source'?").hasMessageContaining("did you mean 'when'?");
    }

    @Test
    void aStreamWithoutEntitiesSaysSo() {
        String yaml = """
                name: market
                format: { type: json }
                fields: { price: { type: numeric } }
                event: { entity: %s }
                """;
        Section root = YamlFile.parse(yaml.formatted("off"), "market.yaml", Map.of());
        assertThat(StreamConfig.read(root).event().entity()).isEmpty();
        root.throwIfAny();

        Section silent = YamlFile.parse(yaml.replace("event: { entity: %s }", ""), "market.yaml", Map.of());
        StreamConfig.read(silent);
        assertThat(catchThrowableOfType(ConfigException.class, silent::throwIfAny))
                .hasMessageContaining("event.entity: must name a field, got nothing; whose history is learnt");
    }

    @Test
    void topicsCarryTheNamespace() {
        Section root = YamlFile.parse("""
                name: shop
                format: { type: json }
                fields: { user: { type: categorical } }
                event: { entity: user }
                """, "shop.yaml", Map.of());
        StreamConfig stream = StreamConfig.read(root);
        root.throwIfAny();
        assertThat(stream.rawTopic()).isEqualTo("shop.raw");
        assertThat(stream.topics().specs(2, 1)).hasSize(9);
        assertThat(stream.kafka().isEmbedded()).isTrue();
    }
}
