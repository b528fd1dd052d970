package io.freshet.learner.testing;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** A real table of labelled rows in stream order, as one history. Where the data is not here, the test is skipped. */
public final class LabelledTable {
    private final String file;
    private final CSVFormat format;
    private final Section root;
    private final StreamConfig stream;
    private final LearnerConfig config;

    private LabelledTable(String file, CSVFormat format, String yaml, Map<String, String> settings) {
        this.file = file;
        this.format = format;
        this.root = YamlFile.parse(yaml, file, settings);
        this.stream = StreamConfig.read(root);
        this.config = LearnerConfig.read(root.section("learner"), stream);
        root.throwIfAny();
    }

    /** Half-hours of an electricity market, and whether the price is above its last day's mean. */
    public static LabelledTable elec2(Map<String, String> settings) {
        CSVFormat named = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        return new LabelledTable("elec2/elec.csv.gz", named, """
                name: elec2
                format: { type: csv }
                fields:
                  period: { type: categorical }
                  nswprice: { type: numeric }
                  nswdemand: { type: numeric }
                  vicprice: { type: numeric }
                  vicdemand: { type: numeric }
                  transfer: { type: numeric }
                  class: { type: categorical, learn: false }
                event: { entity: off }
                """ + LEARNER.formatted("class"), settings);
    }

    /** Calls of a bank, and whether the customer agreed. */
    public static LabelledTable bankMarketing(Map<String, String> settings) {
        CSVFormat columns = CSVFormat.DEFAULT
                .builder()
                .setHeader(("age job marital education default balance housing loan contact day month duration"
                                + " campaign pdays previous poutcome y")
                        .split(" "))
                .get();
        return new LabelledTable("bank-marketing/bank-full.csv.gz", columns, """
                name: bank-marketing
                format: { type: csv }
                fields:
                  age: { type: numeric }
                  job: { type: categorical }
                  marital: { type: categorical }
                  education: { type: categorical }
                  default: { type: categorical }
                  balance: { type: numeric }
                  housing: { type: categorical }
                  loan: { type: categorical }
                  contact: { type: categorical }
                  month: { type: categorical }
                  duration: { type: numeric }
                  campaign: { type: numeric }
                  pdays: { type: numeric }
                  previous: { type: numeric }
                  poutcome: { type: categorical }
                  y: { type: boolean, learn: false }
                event: { entity: off }
                """ + LEARNER.formatted("y"), settings);
    }

    // without items there is no next event to find; what has no negatives is left to learn from
    private static final String LEARNER = """
            learner:
              objectives:
                next-event: { weight: 0 }
                moco: { weight: 0 }
                masked-events: { weight: 0 }
                vicreg: { weight: 1, every: 1 }
              evaluate: { label: %s }
            """;

    public LearnerConfig config() {
        return config;
    }

    public FeatureLayout layout() {
        return FeatureLayout.of(stream);
    }

    /** The first events, in batches. */
    public void read(int events, Consumer<List<Example>> batches) throws IOException {
        Featuriser featuriser = new Featuriser(layout());
        int label = stream.indexOf(Objects.requireNonNull(config.labels()).label());
        List<EventFeatures> history = new ArrayList<>();
        List<Example> batch = new ArrayList<>();
        try (CSVParser rows = CSVParser.parse(RealStream.open(file), format)) {
            int read = 0;
            for (CSVRecord row : rows) {
                if (read++ == events) {
                    break;
                }
                List<@Nullable Object> values = new ArrayList<>();
                for (Field field : stream.fields()) {
                    values.add(field.parse(row.get(field.from())).value());
                }
                Event event = new Event("", stream.name(), null, read * 60_000L, values);
                EventFeatures features = featuriser.features(event);
                batch.add(new Example(
                        event.entity(),
                        null,
                        List.copyOf(history),
                        features,
                        new long[0],
                        0,
                        String.valueOf(values.get(label))));
                history.add(features);
                if (history.size() > config.historyLength()) {
                    history.remove(0);
                }
                if (batch.size() == config.batchSize()) {
                    batches.accept(List.copyOf(batch));
                    batch.clear();
                }
            }
        }
        if (!batch.isEmpty()) {
            batches.accept(batch);
        }
    }
}
