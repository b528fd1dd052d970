package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.ingest.DeadLetters;
import io.freshet.ingest.IngestConfig;
import io.freshet.ingest.IngestTopology;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.schemas.field.Rejection.Codes;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Raw records of any bytes through the whole of ingest: each becomes an event or a dead letter with a reason that was
 * foreseen, and an event can be learnt from.
 */
public final class RawTopicFuzz {
    private static final int A_DRIVERS_LIFE = 20_000; // it keeps all that was sent
    private static final long NOW = 1_790_000_000_000L;
    private static final RegistryClient REGISTRY = new RegistryClient(LocalRegistry.url());

    private static final String FIELDS = """
            fields:
              edit:    { type: categorical, from: id, learn: false }
              user:    { type: categorical, normalise: [lower, integer] }
              page:    { type: categorical, from: %s, of: item, pattern: "[^C].*" }
              at:      { type: timestamp, formats: ["yyyy-MM-dd HH:mm:ss"], zone: Europe/London }
              delta:   { type: numeric, min: -1000000, max: 1000000 }
              minor:   { type: boolean }
              tags:    { type: set }
              comment: { type: text, of: item }
              place:   { type: vector, dimensions: 2 }
            event: { id: edit, entity: user, item: [page, user], item-name: comment, time: at }
            ingest: { max-record-bytes: 64KB, deduplicate: %s }
            """;
    private static final String ROW = "7,Ann,\"A \"\"page\"\"\",2026-01-02 03:04:05,-3.5,true,a|b,\"some, words\",1 2";
    private static final String COLUMNS = "id,user,page,at,delta,minor,tags,comment,place";

    private static final List<Line> LINES = List.of(
            new Line(
                    "name: edits\nformat: { type: json }\n" + FIELDS.formatted("/page/title", "off"),
                    "{\"id\":\"7\",\"user\":17850.0,\"page\":{\"title\":\"A\"},\"at\":\"2026-01-02T03:04:05.678Z\","
                            + "\"delta\":-3.5e2,\"minor\":true,\"tags\":[\"a\",\"b\"],\"comment\":\"some words\","
                            + "\"place\":[1.5,-2]}"),
            new Line("name: rows\nformat: { type: csv }\n" + FIELDS.formatted("page", "10m"), ROW),
            new Line(
                    "name: tabs\nformat: { type: csv, delimiter: tab, columns: ["
                            + COLUMNS + "] }\n"
                            + FIELDS.formatted("page", "off").replace("id: edit, ", ""),
                    ROW.replace(',', '\t')));

    private RawTopicFuzz() {}

    /** A stream's ingest, without a broker. */
    private static final class Line {
        private final StreamConfig stream;
        private final IngestConfig config;
        private final byte[] seed;
        private final Featuriser featuriser;
        private TopologyTestDriver driver;
        private TestInputTopic<byte[], byte[]> raw;
        private TestOutputTopic<String, Event> events;
        private TestOutputTopic<byte[], byte[]> letters;
        private int taken;

        Line(String yaml, String seed) {
            Section root = YamlFile.parse(yaml, "fuzz.yaml", Map.of());
            this.stream = StreamConfig.read(root);
            this.config = IngestConfig.read(root);
            root.throwIfAny();
            this.seed = seed.getBytes(StandardCharsets.UTF_8);
            this.featuriser = new Featuriser(FeatureLayout.of(stream));
            driver = driver();
            connect();
        }

        private TopologyTestDriver driver() {
            Properties properties = new Properties();
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, stream.name());
            properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
            properties.put(
                    StreamsConfig.STATE_DIR_CONFIG,
                    LocalRegistry.temporary(stream.name()).toString());
            AvroSerde<Event> serde = new AvroSerde<>(new EventCodec(stream), REGISTRY);
            return new TopologyTestDriver(
                    IngestTopology.build(stream, config, new IngestTopology.Log(serde, 1, 64 << 10, 48 << 10)),
                    properties,
                    Instant.ofEpochMilli(NOW));
        }

        private void connect() {
            raw = driver.createInputTopic(stream.rawTopic(), new ByteArraySerializer(), new ByteArraySerializer());
            events = driver.createOutputTopic(
                    stream.topics().events(),
                    new StringDeserializer(),
                    new AvroSerde<>(new EventCodec(stream), REGISTRY));
            letters = driver.createOutputTopic(
                    stream.topics().deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        void take(TestRecord<byte[], byte[]> record) {
            if (++taken % A_DRIVERS_LIFE == 0) {
                driver.close();
                driver = driver();
                connect();
            }
            raw.pipeInput(record);
            int outcomes = 0;
            while (!letters.isEmpty()) {
                check(letters.readRecord());
                outcomes++;
            }
            while (!events.isEmpty()) {
                TestRecord<String, Event> event = events.readRecord();
                for (float number : featuriser.features(event.value()).numbers()) {
                    if (!Float.isFinite(number)) {
                        throw new AssertionError("a feature that is not finite of " + event.value());
                    }
                }
                outcomes++;
            }
            if (outcomes > 1) {
                throw new AssertionError(outcomes + " outcomes of one record");
            }
        }

        private static void check(TestRecord<byte[], byte[]> letter) {
            Header code = letter.headers().lastHeader(DeadLetters.CODE);
            String text = new String(code.value(), StandardCharsets.UTF_8);
            if (text.equals(Codes.UNREADABLE)) {
                Header reason = letter.headers().lastHeader(DeadLetters.REASON);
                throw new AssertionError("not foreseen: " + new String(reason.value(), StandardCharsets.UTF_8));
            }
        }
    }

    /** Gets ready, which is not held against the first input. */
    public static void fuzzerInitialize() {
        // what this class needs is made as it is loaded
    }

    /** One record. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        // the driver flushes what it remembers of ids with each record, which takes longer than all the rest
        Line line = LINES.get(data.consumeInt(0, 31) == 0 ? 1 : data.consumeInt(0, 1) * 2);
        byte[] value = switch (data.consumeInt(0, 7)) {
            case 0 -> data.consumeBytes(500);
            case 1 -> Odd.text(data).getBytes(StandardCharsets.UTF_8);
            case 2, 3 -> replaced(line.seed, data);
            default -> Odd.mutated(line.seed, data);
        };
        byte[] key = data.consumeBoolean() ? null : data.consumeBytes(20);
        boolean none = data.consumeInt(0, 63) == 0;
        line.take(new TestRecord<>(key, none ? null : value, headers(data), time(data)));
    }

    /** One of its values, or keys, by an odd one. */
    private static byte[] replaced(byte[] seed, FuzzedDataProvider data) {
        String[] parts = new String(seed, StandardCharsets.UTF_8).split("(?<=[,:\\[\\]{}\t])|(?=[,:\\[\\]{}\t])");
        parts[data.consumeInt(0, parts.length - 1)] = Odd.text(data);
        return String.join("", parts).getBytes(StandardCharsets.UTF_8);
    }

    private static Headers headers(FuzzedDataProvider data) {
        Headers headers = new RecordHeaders();
        if (data.consumeInt(0, 7) > 0) {
            byte[] columns = COLUMNS.getBytes(StandardCharsets.UTF_8);
            headers.add("freshet.columns", data.consumeInt(0, 15) == 0 ? Odd.mutated(columns, data) : columns);
        }
        List<String> names = List.of("freshet.position", "freshet.cut-from-bytes", "freshet.code", "traceparent", "");
        for (int n = data.consumeInt(0, 2); n > 0; n--) {
            boolean none = data.consumeInt(0, 7) == 0;
            headers.add(data.pickValue(names), none ? null : data.consumeBytes(40));
        }
        return headers;
    }

    private static Instant time(FuzzedDataProvider data) {
        return Instant.ofEpochMilli(
                switch (data.consumeInt(0, 7)) {
                    case 0 -> data.consumeLong(0, Long.MAX_VALUE);
                    case 1 -> 0;
                    case 2 -> Long.MAX_VALUE;
                    default -> NOW + data.consumeInt(-3_600_000, 3_600_000);
                });
    }
}
