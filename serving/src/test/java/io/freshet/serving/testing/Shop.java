package io.freshet.serving.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Arrays;
import java.util.Map;

/** A small pipeline and its messages. */
public final class Shop {
    private static final String PIPELINE = """
            name: shop
            format: {type: json}
            fields:
              customer: {type: categorical}
              sku: {type: categorical, of: item}
              title: {type: text, of: item}
              price: {type: numeric}
              department: {type: categorical, of: item}
            event: {entity: customer, item: sku, item-name: title}
            serving: {known-items: 8}
            """;

    private Shop() {}

    public static Section pipeline() {
        return YamlFile.parse(PIPELINE, "shop.yaml", Map.of());
    }

    public static StreamConfig stream() {
        return StreamConfig.read(pipeline());
    }

    /** Somebody bought something. */
    public static Event bought(String customer, String sku, String title, String department, long timeMs) {
        return new Event(
                customer + timeMs, customer, sku, timeMs, Arrays.asList(customer, sku, title, 9.5, department));
    }

    public static EmbeddingRecord embedding(String kind, String id, long step, float... vector) {
        return new EmbeddingRecord(kind, id, vector, 0, "s1", 1, step, 1_000, 2_000, 3_000);
    }
}
