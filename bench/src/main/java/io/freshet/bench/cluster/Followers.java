package io.freshet.bench.cluster;

import io.freshet.schemas.message.DeadLetterHeaders;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.stream.Topics;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads all that comes out of a rig, and tells it to ledger, watch, table and figures. */
final class Followers implements AutoCloseable {
    private final Topics topics;
    private final Ledger ledger;
    private final Watch watch;
    private final PublishedTable table = new PublishedTable();
    private final Learnt learnt = new Learnt();
    private final AvroSerde<Event> events;
    private final AvroSerde<EmbeddingRecord> embeddings;
    private final AvroSerde<MetricRecord> metrics;
    private final List<Reader> readers;

    Followers(StreamConfig stream, Ledger ledger, Watch watch) {
        this.topics = stream.topics();
        this.ledger = ledger;
        this.watch = watch;
        RegistryClient registry =
                new RegistryClient(Objects.requireNonNull(stream.kafka().registry()));
        this.events = new AvroSerde<>(new EventCodec(stream), registry);
        this.embeddings = new AvroSerde<>(new EmbeddingCodec(), registry);
        this.metrics = new AvroSerde<>(new MetricCodec(), registry);
        String servers = Objects.requireNonNull(stream.kafka().bootstrapServers());
        this.readers = List.of(
                new Reader(servers, List.of(topics.events(), topics.deadLetters()), this::cameIn),
                new Reader(servers, List.of(topics.embeddings(), topics.metrics()), this::cameOut));
    }

    PublishedTable table() {
        return table;
    }

    Learnt learnt() {
        return learnt;
    }

    private void cameIn(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.deadLetters())) {
            deadLetter(record);
            return;
        }
        Event event = Objects.requireNonNull(events.deserialize(record.topic(), record.value()));
        int number = EventSource.number(EventSource.EVENT, event.id());
        if (number < 0) {
            ledger.stranger();
        } else {
            ledger.event(number, event.entity(), Objects.requireNonNull(event.item()), record.timestamp());
        }
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        int number = EventSource.number(EventSource.POISON, key);
        if (number < 0) {
            ledger.stranger();
        } else {
            ledger.deadLetter(number, says(record, DeadLetterHeaders.CODE) && says(record, DeadLetterHeaders.REASON));
        }
    }

    private static boolean says(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header != null && header.value().length > 0;
    }

    private void cameOut(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.metrics())) {
            learnt.figures(Objects.requireNonNull(metrics.deserialize(record.topic(), record.value())));
            return;
        }
        EmbeddingRecord embedding = embeddings.deserialize(record.topic(), record.value());
        if (embedding == null) {
            table.remove(new String(record.key(), StandardCharsets.UTF_8));
        } else {
            table.put(embedding);
            watch.seen(embedding.arrivalTimeMs(), System.currentTimeMillis());
        }
    }

    void throwIfFailed() {
        readers.forEach(Reader::throwIfFailed);
    }

    @Override
    public void close() {
        readers.forEach(Reader::close);
    }
}
