package io.freshet.ingest;

import io.freshet.ingest.parse.EventReader;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/** Raw records to clean events, keyed by entity, each once; what is no event goes to the dead letters. */
public final class IngestTopology {
    static final String BY_ENTITY = "by-entity";
    static final String CANDIDATES = "candidates";
    static final String DEAD_LETTERS = "dead-letters";

    private IngestTopology() {}

    /**
     * What the topology is told about the log it runs on.
     *
     * @param events how events are written
     * @param rawPartitions of the raw topic
     * @param maxEventBytes what the events topic takes
     * @param maxDeadLetterBytes what the dead-letter topic takes
     */
    public record Log(Serde<Event> events, int rawPartitions, int maxEventBytes, int maxDeadLetterBytes) {}

    public static Topology build(StreamConfig stream, IngestConfig config, Log log) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<Object, Object> read = builder.stream(
                        stream.rawTopic(),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(IngestTopology::appendTime)
                                .withName("raw"))
                .process(
                        ReadRecords.supplier(
                                () -> new EventReader(stream, config.maxRecordBytes(), log.maxEventBytes()),
                                new DeadLetters(log.maxDeadLetterBytes())),
                        Named.as("read"));
        IngestTopology.<byte[], byte[]>only(read)
                .to(
                        stream.topics().deadLetters(),
                        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(DEAD_LETTERS));
        candidates(read, stream, config, log)
                .process(Deduplicate.supplier(config.deduplicate()), Named.as("deduplicate"))
                .to(
                        stream.topics().events(),
                        Produced.with(Serdes.String(), log.events()).withName("events"));
        return builder.build();
    }

    private static KStream<String, Candidate> candidates(
            KStream<Object, Object> read, StreamConfig stream, IngestConfig config, Log log) {
        KStream<String, Candidate> candidates =
                IngestTopology.<String, Candidate>only(read).mapValues(candidate -> candidate, Named.as(CANDIDATES));
        // A file is one partition's sequence. Elsewhere the same id may stand in several partitions of the raw topic;
        // the same event has the same entity, so bringing an entity's events together brings duplicates together.
        boolean scattered = log.rawPartitions() > 1
                && config.deduplicate() != null
                && !stream.event().id().isEmpty();
        return scattered
                ? candidates.repartition(Repartitioned.with(Serdes.String(), CandidateSerde.of(log.events()))
                        .withNumberOfPartitions(log.rawPartitions())
                        .withName(BY_ENTITY))
                : candidates;
    }

    /** What reading sends to one of its two followers, by name: two kinds of records leave it, each to its own. */
    @SuppressWarnings("unchecked")
    private static <K, V> KStream<K, V> only(KStream<Object, Object> read) {
        return (KStream<K, V>) read;
    }

    /** When the record was appended; now, where a topic of an old format does not say. */
    private static long appendTime(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() >= 0 ? record.timestamp() : System.currentTimeMillis();
    }
}
