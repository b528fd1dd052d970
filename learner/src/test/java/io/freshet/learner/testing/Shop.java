package io.freshet.learner.testing;

import io.freshet.config.YamlFile;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small stream: shoppers who buy products at a price. */
public final class Shop {

    public static final String YAML = """
            name: shop
            source:
              topic: { name: purchases }
            format: { type: json }
            fields:
              shopper: { type: categorical }
              product: { type: categorical }
              price: { type: numeric }
              when: { type: timestamp, formats: ["yyyy-MM-dd HH:mm:ss"] }
            event:
              entity: shopper
              item: product
              time: when
              items-come-again: true
            """;

    private Shop() {}

    public static StreamConfig stream() {
        return StreamConfig.read(YamlFile.parse(YAML, "shop.yaml", Map.of()));
    }

    public static Event event(String shopper, @Nullable String product, long timeMs) {
        return new Event("e" + timeMs, shopper, product, timeMs, Arrays.asList(shopper, product, 9.99, timeMs));
    }
}
