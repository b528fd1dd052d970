package io.freshet.ingest.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.ingest.IngestConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Map;

/** Streams that tests read. */
public final class Streams {
    /** The shop of the UCI file, as a pipeline file would declare it. */
    public static final String RETAIL = """
            name: online-retail
            format:
              type: csv
            fields:
              invoice:     { type: categorical, from: InvoiceNo, pattern: "[^C].*", learn: false }
              product:     { type: categorical, from: StockCode, of: item }
              description: { type: text, from: Description, of: item }
              quantity:    { type: numeric, from: Quantity, min: 1 }
              when:        { type: timestamp, from: InvoiceDate, formats: ["yyyy-MM-dd HH:mm:ss"], zone: Europe/London }
              price:       { type: numeric, from: UnitPrice }
              customer:    { type: categorical, from: CustomerID, normalise: [integer], required: true }
              country:     { type: categorical, from: Country }
            event:
              entity: customer
              item: product
              item-name: description
              time: when
              items-come-again: true
            """;

    public static final String RETAIL_COLUMNS =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    /** Edits of pages, each with an id of its own. */
    public static final String EDITS = """
            name: edits
            format: { type: json }
            fields:
              edit:    { type: categorical, from: id, learn: false }
              user:    { type: categorical }
              channel: { type: categorical }
              page:    { type: categorical, from: /page/title, of: item }
              at:      { type: timestamp }
              delta:   { type: numeric, min: -1000000, max: 1000000 }
              minor:   { type: boolean }
              tags:    { type: set }
              comment: { type: text }
              place:   { type: vector, dimensions: 2 }
              score:   { type: numeric, required: true }
            event:
              id: edit
              entity: user
              item: [channel, page]
              time: at
            """;

    private Streams() {}

    public static StreamConfig stream(String yaml) {
        return checked(yaml, StreamConfig.read(YamlFile.parse(yaml, "test.yaml", Map.of())));
    }

    public static IngestConfig ingest(String yaml) {
        Section root = YamlFile.parse(yaml, "test.yaml", Map.of());
        StreamConfig.read(root);
        IngestConfig config = IngestConfig.read(root);
        root.throwIfAny();
        return config;
    }

    private static StreamConfig checked(String yaml, StreamConfig stream) {
        Section root = YamlFile.parse(yaml, "test.yaml", Map.of());
        StreamConfig.read(root);
        root.throwIfAny();
        return stream;
    }
}
